using System.Net;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>Boundaries that pass while something else goes wrong or wants the same lock.</summary>
public sealed class BoundaryFaultTests
{
    private const string PublishLock = "SELECT pg_advisory_xact_lock(7160001)";

    private static readonly DateTimeOffset Start = new(DateTimeOffset.UtcNow.UtcDateTime.Date.AddDays(1).AddHours(10), TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddHours(1);

    private readonly TestClock clock = new(Start);

    [Fact]
    public async Task Replicas_ThatMeetABoundaryAtOnce_PublishOneSuccessor()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var one = await StartAsync(database);
        using var keys = TemporaryDirectory.Create();
        Directory.CreateDirectory(Path.Combine(keys.Path, "keys"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(one.Directory, "keys")))
            File.Copy(file, Path.Combine(keys.Path, "keys", Path.GetFileName(file)));
        await using var other = await ConsoleHost.StartAsync(database.ConnectionString, keys.Path, clock);

        await using (await database.HoldAsync(PublishLock))
        {
            clock.Advance(End - Start);
            await Eventually.HoldsAsync(async () => await database.CountAsync("pg_locks WHERE locktype = 'advisory' AND NOT granted") == 2, "both replicas to want the lock");
        }

        await one.ReachesAsync(3);
        await other.ReachesAsync(3);
        Assert.Null(await one.PublishBoundaryAsync());
        Assert.Null(await other.PublishBoundaryAsync());
        Assert.Equal(1, await database.CountAsync($"revisions WHERE number > 2"));
        Assert.Equal(1, await database.CountAsync("audit_events WHERE action = 'revision.published' AND subject = 'revision/3'"));
        foreach (var replica in new[] { one, other })
            Assert.Equal(("", null), (await replica.PullAsync()).At(End));
    }

    [Fact]
    public async Task Publish_ThatGetsTheLockAfterABoundary_TakesItAlong()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var host = await StartAsync(database);
        Task<int> publish;
        await using (await database.HoldAsync(PublishLock))
        {
            publish = host.GrantAsync("added");
            await database.WaitForAWaiterAsync();
            clock.Advance(End - Start);
        }

        Assert.Equal(3, await publish);
        Assert.Null(await host.PublishBoundaryAsync());
        var revision = Assert.Single(await host.RevisionsAsync(), r => r.Number > 2);
        Assert.Equal((ActorKind.Bootstrap, End), (revision.Author.Kind, revision.EffectiveAt));
        Assert.Equal(("added", null), (await host.PullAsync()).At(End));
    }

    [Fact]
    public async Task Publish_ThatComesAfterTheSuccessor_StandsOnIt()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var host = await StartAsync(database);
        Task<PublishOutcome> publish;
        await using (await database.HoldAsync(PublishLock))
        {
            clock.Advance(End - Start);
            await database.WaitForAWaiterAsync();
            publish = host.Get<Publisher>().PublishAsync(Added(host), TestContext.Current.CancellationToken);
        }

        Assert.Equal(4, (await publish).Revision?.Number);
        Assert.Equal(
            [(4, ActorKind.Bootstrap), (3, ActorKind.System)], (await host.RevisionsAsync()).Where(r => r.Number > 2).Select(r => (r.Number, r.Author.Kind)));
        Assert.Equal(("added", null), (await host.PullAsync()).At(End));
    }

    [Fact]
    public async Task Database_AwayAtABoundary_GetsTheSuccessorWhenItIsBack()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var host = await StartAsync(database);
        await database.StopAsync();
        clock.Advance(End - Start);
        await Eventually.HoldsAsync(async () => (await ReadinessAsync(host)).Contains("what begins or ends at", StringComparison.Ordinal), "the console to say what it cannot do");

        await database.StartAgainAsync();
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(host.Head() == 3);
        }, "the successor");
        var revision = (await host.RevisionsAsync())[0];
        Assert.Equal((End, Actor.System), (revision.EffectiveAt, revision.Author));
        Assert.True(revision.PublishedAt > End);
        Assert.Equal(("", null), (await host.PullAsync()).At(End));
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return !(await ReadinessAsync(host)).Contains("what begins or ends at", StringComparison.Ordinal);
        }, "the console to be whole again");
    }

    /// <summary>A console at revision 2, whose grant `brief` ends in an hour.</summary>
    private async Task<ConsoleHost> StartAsync(OwnDatabase database)
    {
        var host = await ConsoleHost.StartAsync(database.ConnectionString, clock: clock);
        await host.SeedAsync(TimedPolicy.Document);
        Assert.Equal(2, await host.GrantAsync("brief", expires: End));
        return host;
    }

    /// <summary>A change by somebody who does not mind what the newest revision is.</summary>
    private static PublishRequest Added(ConsoleHost host)
    {
        var grant = host.Get<LivePolicy>().Current.Policy.Grants["brief"] with { Name = "added", Id = null, Expires = null };
        return new PublishRequest { User = new ConsoleUser(Actor.Bootstrap, []), Patch = new PolicyPatch { Upserts = [grant] }, Summary = "added", IsAutomatic = true };
    }

    private static async Task<string> ReadinessAsync(ConsoleHost host)
    {
        using var ready = await host.Anonymous.CallAsync("GET", "/readyz");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        return (await ready.JsonAsync()).ToJsonString();
    }
}
