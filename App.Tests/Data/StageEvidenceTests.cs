using System.Security.Cryptography;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

/// <summary>What is known of the enforcement points that a change went to first, by the labels of their tokens.</summary>
public sealed class StageEvidenceTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Released = DateTimeOffset.UtcNow.AddMinutes(-30);

    // The stage before had it for a while.
    private static readonly DateTimeOffset Published = Released.AddMinutes(-40);

    private const string UnderWay =
        """
        INSERT INTO staged_rollouts (revision, environment, stages, health, started_at, started_by, reached, stage_since, state)
        SELECT max(number), 'production', '[]', '{}', now() - interval '3 hours 30 minutes', '{}', 0, now(), 'Going' FROM revisions
        """;

    private readonly DatabaseFixture database = new(postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Evidence_IsOfTheStageAlone_BeforeAndSinceTheRelease()
    {
        var (canary, rest) = (await TokenAsync(("stage", "canary"), ("region", "eu")), await TokenAsync(("stage", "late")));
        var revision = await PublishAsync();
        var (runs, fails, other, foreign) = (
            Point(canary, "runs", revision, null), Point(canary, "fails", 0, "nginx: [emerg] no such upstream"), Point(rest, "other", 0, "something else"),
            Point(canary, "foreign", 0, "not concerned") with { Scope = new BundleScope("production", Target.Envoy, null) });
        var silent = Point(canary, "silent", 0, "from before") with { LastSeen = Released.AddSeconds(-1) };
        var polls = Point(canary, "polls", 0, "from before") with { LastSeen = Released.AddSeconds(-1), PolledAt = Released.AddSeconds(1) };
        await database.Get<IEnforcementPointStore>().SaveAsync([runs, fails, other, foreign, silent, polls], Cancellation);
        await database.Get<IEnforcementPointStore>().SavePollsAsync([polls], Cancellation);
        await DecideAsync(runs, -90, allowed: 8, denied: 2);
        await DecideAsync(runs, -20, allowed: 0, denied: 30);
        await DecideAsync(runs, 0, allowed: 0, denied: 5);
        await DecideAsync(fails, 3, allowed: 1, denied: 3);
        await DecideAsync(other, 3, allowed: 0, denied: 9);

        var evidence = await FindAsync(revision, new ValueMap([new("stage", "canary")]));

        Assert.Equal((3, 1, 1, "nginx: [emerg] no such upstream"), (evidence.Points, evidence.Activated, evidence.Failing, evidence.Error));
        Assert.Equal((new DecisionCounts(8, 2), new DecisionCounts(1, 3)), (evidence.Before, evidence.After));
        Assert.Equal((0.2, 0.75), (evidence.Before.DeniedShare, evidence.After.DeniedShare));
    }

    [Fact]
    public async Task Selectors_AreEachAllOfTheirLabels_AndTogetherAnyOfThem()
    {
        var both = await TokenAsync(("stage", "canary"), ("region", "eu"));
        var one = await TokenAsync(("stage", "canary"));
        var early = await TokenAsync(("stage", "early"));
        await database.Get<IEnforcementPointStore>().SaveAsync([Point(both, "both", 0, null), Point(one, "one", 0, null), Point(early, "early", 0, null)], Cancellation);
        var revision = await PublishAsync();

        Assert.Equal(1, (await FindAsync(revision, new ValueMap([new("stage", "canary"), new("region", "eu")]))).Points);
        Assert.Equal(3, (await FindAsync(revision, new ValueMap([new("stage", "canary")]), new ValueMap([new("stage", "early")]))).Points);
        Assert.Equal(new StageEvidence(0, 0, 0, null, new DecisionCounts(0, 0), new DecisionCounts(0, 0)), await FindAsync(revision));
    }

    [Fact]
    public async Task CountsByTheMinute_EndAfterSomeHours_AndADecisionThatComesTwiceCountsOnce()
    {
        var canary = await TokenAsync(("stage", "canary"));
        var point = Point(canary, "runs", 0, null);
        await database.Get<IEnforcementPointStore>().SaveAsync([point], Cancellation);
        var revision = await PublishAsync();
        var log = database.Get<IDecisionLog>();
        var logged = Decision(point, Released.AddMinutes(5)).Refused();
        await log.AddAsync([logged], [], Cancellation);
        await log.AddAsync([logged, Decision(point, DateTimeOffset.UtcNow.AddHours(-5)).Refused()], [], Cancellation);

        Assert.Equal(new DecisionCounts(0, 1), (await FindAsync(revision, new ValueMap([new("stage", "canary")]))).After);
        Assert.Equal(1, await CountAsync());
        await ExecuteAsync("UPDATE decision_points SET minute = minute - interval '4 hours'");
        await ExecuteAsync(UnderWay);
        await log.EndAsync(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(-30), Cancellation);
        Assert.Equal(1, await CountAsync());
        await ExecuteAsync("UPDATE staged_rollouts SET state = 'Complete', ended_at = now()");
        await log.EndAsync(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(-30), Cancellation);
        Assert.Equal(0, await CountAsync());
    }

    private Task<StageEvidence> FindAsync(int revision, params ValueMap[] selectors) =>
        database.Get<IStageEvidence>().FindAsync("production", revision, selectors, Published, Released, Cancellation);

    private async Task<Guid> TokenAsync(params (string Key, string Value)[] labels)
    {
        var token = new AccessToken
        {
            Id = Guid.CreateVersion7(),
            Kind = TokenKind.Puller,
            Hash = RandomNumberGenerator.GetBytes(32),
            Prefix = "acp_1234",
            Owner = Actor.System,
            CreatedAt = Noon,
            ExpiresAt = Noon.AddYears(50),
            Environment = "production",
            Target = Target.Opa,
            Labels = new ValueMap(labels.Select(label => KeyValuePair.Create(label.Key, label.Value))),
        };
        await database.Get<ITokenStore>().CreateAsync(token, Event("token", AuditActions.TokenCreated), Cancellation);
        return token.Id;
    }

    private static EnforcementPoint Point(Guid token, string name, int revision, string? error) =>
        new(Guid.NewGuid(), token, name, new BundleScope("production", Target.Opa), revision, Released, Released.AddSeconds(5), error, true, ValueMap.Empty);

    private async Task<int> PublishAsync()
    {
        var outcome = await database.Get<IPolicyStore>().PublishAsync(
            new PublishSubject(),
            (context, _) => Task.FromResult<PublishPlan>(Write(context, Put(Environment("production", context.NextRevision)), Bundle("production", context.NextRevision))),
            Cancellation);
        return outcome.Revision!.Number;
    }

    private Task<int> DecideAsync(EnforcementPoint point, int minutes, int allowed, int denied) => database.Get<IDecisionLog>().AddAsync(
        [.. Enumerable.Range(0, allowed + denied).Select(i => Decision(point, Released.AddMinutes(minutes))).Select((decision, i) => i < allowed ? decision : decision.Refused())], [], Cancellation);

    private static LoggedDecision Decision(EnforcementPoint point, DateTimeOffset at) => LoggedDecisions.Granted("reads", at).By(point) with { Environment = "production" };

    private async Task<long> CountAsync()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM decision_points");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
