using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;

namespace AccessConsole.Tests.Data;

/// <summary>The log asked as evidence, on a real PostgreSQL with the console's rights.</summary>
public sealed class DecisionEvidenceTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly DateTimeOffset Today = EvidenceWindow.BeginningOf(0, DateTimeOffset.UtcNow);
    private static readonly DateTimeOffset Noon = Today.AddDays(-1).AddHours(12);

    private readonly IDecisionLog log = database.Get<IDecisionLog>();
    private readonly IDecisionEvidence evidence = database.Get<IDecisionEvidence>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sources_AreTheDaysOnWhichAnEngineSaidAnythingOfAService()
    {
        LoggedDecision[] decisions = [Of("heard", Noon), Of("heard", Noon.AddHours(1)), Of("heard", Noon.AddDays(-2)), Of("heard", Noon) with { Target = Target.Opa }, Of("heard", Noon) with { Service = null }, Of("heard", Noon) with { Target = null }];
        await log.AddAsync(decisions, [], Cancellation);
        // What comes again was heard already.
        await log.AddAsync(decisions, [], Cancellation);

        var sources = (await evidence.SourcesAsync(Today.AddDays(-10), Today.AddDays(1), Cancellation)).Where(source => source.Environment == "heard");

        Assert.Equal(
            [new DecisionSource("heard", "api", null, 1, 1, Noon, Noon), new DecisionSource("heard", "api", Target.Nginx, 2, 3, Noon.AddDays(-2), Noon.AddHours(1)), new DecisionSource("heard", "api", Target.Opa, 1, 1, Noon, Noon)],
            sources);
        Assert.Equal(2, (await evidence.SourcesAsync(Today.AddDays(-1), Today.AddDays(1), Cancellation)).Where(source => source is { Environment: "heard", Target: Target.Nginx }).Sum(source => source.Count));
    }

    [Fact]
    public async Task Use_IsCountedByGrantWithinTheWindow()
    {
        await log.AddAsync([Of("used", Noon), Of("used", Noon.AddMinutes(3)), Of("used", Noon.AddDays(-5)), Of("old", Noon.AddDays(-5))], [], Cancellation);
        var uses = await evidence.UseOfGrantsAsync(Today.AddDays(-2), Cancellation);
        Assert.Equal(new TotalUse(2, Noon.AddMinutes(3)), uses["used"]);
        Assert.DoesNotContain("old", uses.Keys);
        Assert.Equal(3, (await evidence.UseOfGrantsAsync(Today.AddDays(-6), Cancellation))["used"].Count);
    }

    [Fact]
    public async Task Losses_AreCountedByEnvironment()
    {
        await log.AddAsync([], [new DecisionLoss(Noon, "lossy", "a", LossCauses.Unsent, 3), new DecisionLoss(Noon, "lossy", "b", LossCauses.Refused, 4), new DecisionLoss(Noon.AddDays(-9), "lossy", "a", LossCauses.Unsent, 9)], Cancellation);
        Assert.Equal(7, (await evidence.LossesAsync(Today.AddDays(-2), Today.AddDays(1), Cancellation))["lossy"]);
    }

    [Fact]
    public async Task Calls_ThatAreAlike_AreOneWithAllThatAPolicyAsksFor()
    {
        var claims = new ValueMap([new("build_branch", "main"), new("queue_key", "deploy"), new("step_key", "ship"), new("build_source", "webhook"), new("cluster_name", "blue")]);
        await log.AddAsync(
            [
                .. Enumerable.Range(0, 5).Select(i => Of("alike", Noon.AddMinutes(i)) with { Claims = claims }),
                Of("alike", Noon.AddDays(-6)) with { Claims = claims },
                Of("alike", Noon) with { Claims = new ValueMap([new("build_tag", "v1")]), Path = "/b" },
                Of("alike", Noon) with { Reason = "rate_limited", Effect = "deny", Path = "/limited" },
            ], [], Cancellation);

        var (calls, hasMore) = await evidence.CallsOfAsync(["alike"], Today.AddDays(-2), 10, Cancellation);

        Assert.False(hasMore);
        Assert.Equal(
            new SeenCall
            {
                Grant = "alike",
                Environment = "alike",
                Service = "api",
                Principal = "pipeline/deploy",
                Method = "GET",
                Path = "/a",
                Branch = "main",
                Queue = "deploy",
                Step = "ship",
                Source = "webhook",
                Cluster = "blue",
                InWindow = 5,
                Count = 6,
                First = Noon.AddDays(-6),
                Last = Noon.AddMinutes(4),
            },
            calls[0]);
        Assert.Equal(("/b", "v1", null), (calls[1].Path, calls[1].Tag, calls[1].Branch));
        Assert.Equal(2, calls.Count);
        Assert.True((await evidence.CallsOfAsync(["alike"], Today.AddDays(-2), 1, Cancellation)).HasMore);
    }

    [Fact]
    public async Task Refused_AreOnlyCallsOfKnownCallersThatNoGrantAllowed()
    {
        LoggedDecision Refused(string path) => Of("refused", Noon) with { Effect = "deny", Reason = "no_grant", Grant = null, Path = path };
        await log.AddAsync(
            [
                Refused("/once"), Refused("/often"), Refused("/often"), Refused("/shadow") with { Mode = "shadow" },
                Refused("/forged") with { Reason = "token_invalid", Principal = null, Detail = "signature" }, Refused("/stranger") with { Principal = null },
                Refused("/denied") with { Reason = "denied_by_grant", Grant = "no" }, Refused("/before") with { At = Noon.AddDays(-8) },
            ], [], Cancellation);

        var (calls, _) = await evidence.RefusedAsync(Today.AddDays(-2), 1_000, Cancellation);

        Assert.Equal(["/often", "/once", "/shadow"], calls.Where(call => call.Environment == "refused").Select(call => call.Path));
    }

    [Fact]
    public async Task Observed_IsWhoCalledWhatWithinATime()
    {
        await log.AddAsync(
            [
                Of("observed", Noon), Of("observed", Noon.AddHours(2)), Of("observed", Noon) with { Effect = "deny", Reason = "no_grant", Grant = null }, Of("observed", Noon) with { Principal = null },
                Of("observed", Noon.AddDays(-7)),
            ], [], Cancellation);

        var (uses, hasMore) = await evidence.ObservedAsync(Today.AddDays(-2), Today.AddDays(1), 1_000, Cancellation);

        Assert.False(hasMore);
        Assert.Equal(
            [
                new ObservedUse("observed", "api", "pipeline/deploy", "", "no_grant", "deny", 1, Noon, Noon),
                new ObservedUse("observed", "api", "pipeline/deploy", "observed", "granted", "allow", 2, Noon, Noon.AddHours(2)),
            ],
            uses.Where(use => use.Environment == "observed"));
        Assert.Single((await evidence.ObservedAsync(Today.AddDays(-9), Today.AddDays(-5), 1_000, Cancellation)).Uses, use => use.Environment == "observed");
        Assert.True((await evidence.ObservedAsync(Today.AddDays(-2), Today.AddDays(1), 1, Cancellation)).HasMore);
    }

    [Fact]
    public async Task Days_ThatEnd_TakeTheirSourcesWithThem()
    {
        await log.AddAsync([Of("ending", Noon.AddDays(-300)), Of("ending", Noon)], [], Cancellation);
        await log.EndAsync(Today.AddDays(-200), Today.AddDays(-200), Cancellation);
        Assert.Equal(1, Assert.Single(await evidence.SourcesAsync(DateTimeOffset.UnixEpoch, Today.AddDays(1), Cancellation), source => source.Environment == "ending").Days);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand("DELETE FROM decision_sources");
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation))).SqlState);
    }

    private static LoggedDecision Of(string name, DateTimeOffset at) =>
        LoggedDecisions.Granted(name, at) with { Target = Target.Nginx, Environment = name, Service = "api", Path = "/a", Revision = null };
}
