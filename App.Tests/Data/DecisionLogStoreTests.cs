using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;

namespace AccessConsole.Tests.Data;

/// <summary>Decisions on a real PostgreSQL, with the console's rights.</summary>
public sealed class DecisionLogStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly DateTimeOffset Noon = new(DateTime.UtcNow.Date.AddDays(-1).AddHours(12), TimeSpan.Zero);

    private readonly IDecisionLog log = database.Get<IDecisionLog>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decisions_Written_AreReadBackTheSameNewestFirst()
    {
        LoggedDecision[] decisions =
        [
            .. Enumerable.Range(0, 300).Select(i => Decision("same", Noon.AddMilliseconds(i))),
            Decision("same", Noon.AddSeconds(1)) with { Service = null, Principal = null, Method = null, Path = null, Grant = null, Revision = null, Trace = null, Claims = ValueMap.Empty, Detail = "expired" },
            // By the console itself, over HTTP.
            Decision("same", Noon.AddSeconds(2)) with { Target = null },
        ];

        Assert.Equal(302, await log.AddAsync(decisions, [], Cancellation));

        var first = await log.ListAsync(new DecisionFilter(Environment: "same"), null, 100, Cancellation);
        var rest = await log.ListAsync(new DecisionFilter(Environment: "same"), new DecisionPlace(first[^1].At, first[^1].Id), 1_000, Cancellation);
        Assert.Equal(decisions.Reverse(), first.Concat(rest));
        Assert.Equal(decisions[7], await log.FindAsync(new DecisionPlace(decisions[7].At, decisions[7].Id), Cancellation));
        Assert.Null(await log.FindAsync(new DecisionPlace(decisions[7].At, Guid.NewGuid()), Cancellation));
    }

    [Fact]
    public async Task Decisions_WrittenTwice_AreKeptAndCountedOnce()
    {
        LoggedDecision[] decisions = [.. Enumerable.Range(0, 60).Select(i => Decision("twice", Noon.AddMinutes(i * 2), grant: "twice"))];

        var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => log.AddAsync(decisions, [], Cancellation)));

        Assert.Equal(60, added.Sum());
        Assert.Equal(0, await log.AddAsync([decisions[0], decisions[0]], [], Cancellation));
        var use = Assert.Single(await log.UseOfGrantAsync("twice", DateTimeOffset.UnixEpoch, Cancellation));
        Assert.Equal(new GrantUse("twice", "api", "granted", 60, Noon, Noon.AddMinutes(118)), use);
        Assert.Equal(30, Assert.Single(await log.UseOfGrantAsync("twice", Noon.AddHours(1), Cancellation)).Count);
    }

    [Fact]
    public async Task Batch_OfWhichSomeCameBefore_AddsTheOthersOnce()
    {
        // Finer than the database keeps time.
        LoggedDecision[] decisions = [.. Enumerable.Range(0, 3).Select(i => Decision("partly", Noon.AddMinutes(i).AddTicks(7), grant: "partly"))];

        Assert.Equal(1, await log.AddAsync(decisions[..1], [], Cancellation));
        Assert.Equal(2, await log.AddAsync([decisions[0], decisions[1], decisions[1], decisions[2]], [], Cancellation));

        Assert.Equal(3, Assert.Single(await log.UseOfGrantAsync("partly", DateTimeOffset.UnixEpoch, Cancellation)).Count);
        Assert.Equal(3, (await log.ListAsync(new DecisionFilter { Environment = "partly" }, null, 10, Cancellation)).Count);
    }

    [Fact]
    public async Task Filters_EachByItself_FindTheirOwn()
    {
        var odd = Decision("filters", Noon.AddHours(1)) with
        {
            Service = "odd",
            Principal = "workload/odd",
            Reason = "no_grant",
            Grant = "odd",
            Effect = "deny",
            Mode = "shadow",
            Point = "odd",
            Trace = new string('d', 32),
            Build = "odd",
            Job = "odd",
        };
        await log.AddAsync([odd, .. Enumerable.Range(0, 20).Select(i => Decision("filters", Noon.AddMinutes(i)))], [], Cancellation);
        var all = new DecisionFilter(Environment: "filters");
        DecisionFilter[] filters =
        [
            all with { Since = Noon.AddHours(1) }, all with { Service = "odd" }, all with { Principal = "workload/odd" }, all with { Reason = "no_grant" }, all with { Grant = "odd" },
            all with { Effect = "deny" }, all with { Mode = "shadow" }, all with { Point = "odd" }, all with { Trace = odd.Trace }, all with { Build = "odd" }, all with { Job = "odd" },
            all with { Scopes = [new(null, "odd"), new("none", null)] }, all with { Scopes = [new("filters", "odd")] },
        ];

        foreach (var filter in filters)
        {
            Assert.Equal(odd, Assert.Single(await log.ListAsync(filter, null, 100, Cancellation)));
            Assert.Equal(odd, Assert.Single(await log.ListAsync(all, null, 100, Cancellation), filter.Takes));
        }

        Assert.Equal(21, (await log.ListAsync(all with { Scopes = [new("filters", null)] }, null, 100, Cancellation)).Count);
        Assert.Empty(await log.ListAsync(all with { Scopes = [] }, null, 100, Cancellation));
        Assert.Equal(20, (await log.ListAsync(all with { Until = Noon.AddHours(1) }, null, 100, Cancellation)).Count);
        Assert.Empty(await log.ListAsync(all with { Scopes = [new("other", null), new("other", "api")] }, null, 100, Cancellation));
    }

    [Fact]
    public async Task Days_ThatAreOver_EndAsAWhole()
    {
        var old = Noon.AddDays(-100);
        await log.AddAsync([Decision("over", old), Decision("over", Noon)], [new DecisionLoss(old, "over", "gateway", LossCauses.Unsent, 3)], Cancellation);
        Assert.Equal(2, (await log.ListAsync(new DecisionFilter(Environment: "over"), null, 10, Cancellation)).Count);

        var ended = await log.EndAsync(Noon.AddDays(-30), Noon.AddDays(-300), Cancellation);

        Assert.Equal(1, ended);
        Assert.Equal(Noon, Assert.Single(await log.ListAsync(new DecisionFilter(Environment: "over"), null, 10, Cancellation)).At);
        Assert.Equal(old, Assert.Single(await log.UseOfGrantAsync("over", DateTimeOffset.UnixEpoch, Cancellation), use => use.Environment == "over" && use.Count == 2).First);
        // The day is made again where a decision of it is kept after all.
        Assert.Equal(1, await log.AddAsync([Decision("over", old.AddMinutes(1))], [], Cancellation));
        // Whatever is asked, yesterday stays.
        await log.EndAsync(Noon.AddDays(30), Noon.AddDays(30), Cancellation);
        Assert.Equal(Noon, Assert.Single(await log.ListAsync(new DecisionFilter(Environment: "over"), null, 10, Cancellation)).At);
    }

    [Fact]
    public async Task Coverage_SaysWhatIsCountedAndWhatWasLost()
    {
        await log.AddAsync([Decision("covered", Noon)], [new DecisionLoss(Noon, "covered", "gateway", LossCauses.Unsent, 3)], Cancellation);
        await log.AddAsync([], [new DecisionLoss(Noon, "covered", "gateway", LossCauses.Unsent, 4), new DecisionLoss(Noon, "covered", "gateway", LossCauses.Unsent, 1)], Cancellation);

        var coverage = await log.CoverageAsync(Noon.AddHours(-1), Cancellation);

        Assert.True(coverage.Lost >= 8);
        Assert.True(coverage.Counted >= 1);
        Assert.True(await log.AnyAsync(Cancellation));
    }

    [Fact]
    public async Task Console_MayMakeNoDayFarAway_AndNoTableOtherwise()
    {
        var far = await Assert.ThrowsAsync<PostgresException>(() => log.AddAsync([Decision("far", DateTimeOffset.UtcNow.AddYears(1))], [], Cancellation));
        Assert.Equal(PostgresErrorCodes.CheckViolation, far.SqlState);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        foreach (var statement in new[] { "DELETE FROM decisions", "UPDATE decisions SET effect = 'allow'", "DROP TABLE decisions", "DELETE FROM decision_hours" })
        {
            await using var command = source.CreateCommand(statement);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private static LoggedDecision Decision(string environment, DateTimeOffset at, string? grant = null) => LoggedDecisions.Granted(grant ?? environment, at) with
    {
        Target = Target.Nginx,
        Environment = environment,
        Service = "api",
        Path = "/a",
        Revision = 3,
        Trace = new string('a', 32),
        Build = "acme/deploy#7",
        Job = "job",
        Claims = new ValueMap([new("build_branch", "main"), new("step_key", "deploy \"now\"")]),
    };
}
