using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>Instants that pass while something else goes wrong or wants the same lock.</summary>
public sealed class ScheduleFaultTests
{
    private const string PublishLock = "SELECT pg_advisory_xact_lock(7160001)";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly TestClock clock = new(new DateTimeOffset(DateTimeOffset.UtcNow.UtcDateTime.Date.AddDays(1).AddHours(10), TimeSpan.Zero));

    [Fact]
    public async Task Replicas_ThatMeetAnInstantAtOnce_PublishOnce()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var one = await StartAsync(database);
        using var keys = TemporaryDirectory.Create();
        Directory.CreateDirectory(Path.Combine(keys.Path, "keys"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(one.Directory, "keys")))
            File.Copy(file, Path.Combine(keys.Path, "keys", Path.GetFileName(file)));
        await using var other = await ConsoleHost.StartAsync(database.ConnectionString, keys.Path, clock);
        var change = await (await new ScheduledChange(one, clock).SubmitAsync("staging")).ScheduleAsync(Hour);

        await using (await database.HoldAsync(PublishLock))
        {
            clock.Advance(Hour);
            await Eventually.HoldsAsync(async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return await database.CountAsync("pg_locks WHERE locktype = 'advisory' AND NOT granted") == 2;
            }, "both replicas to want the lock");
        }

        Assert.Equal(DraftState.Published, (await change.ComesAsync()).State);
        await one.ReachesAsync(2);
        await other.ReachesAsync(2);
        await change.PassesAsync();
        Assert.Equal(1, await database.CountAsync("revisions WHERE number > 1"));
        Assert.Equal(1, await database.CountAsync("audit_events WHERE action = 'revision.published' AND subject = 'revision/2'"));
        Assert.Equal(0, await database.CountAsync("audit_events WHERE action IN ('draft.schedule_failed', 'request.refused')"));
    }

    [Fact]
    public async Task Consoles_AllDownAtTheInstant_PublishWhenOneIsBack()
    {
        await using var database = await OwnDatabase.StartAsync();
        using var directory = TemporaryDirectory.Create();
        ScheduledChange change;
        await using (var host = await ConsoleHost.StartAsync(database.ConnectionString, directory.Path, clock))
        {
            await host.SeedAsync(SmallPolicy.Yaml);
            change = await (await new ScheduledChange(host, clock).SubmitAsync("staging")).ScheduleAsync(Hour);
        }

        clock.Advance(3 * Hour);
        Assert.Equal(0, await database.CountAsync("revisions WHERE number > 1"));
        await using var later = await ConsoleHost.StartAsync(database.ConnectionString, directory.Path, clock);
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(later.Head() == 2);
        }, "the draft to be published");
        Assert.Equal(change.Draft.Id, (await later.RevisionsAsync())[0].Draft);
    }

    [Fact]
    public async Task Database_AwayAtTheInstant_GetsThePublishWhenItIsBack()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var host = await StartAsync(database);
        var change = await (await new ScheduledChange(host, clock).SubmitAsync("staging")).ScheduleAsync(Hour);
        await database.StopAsync();
        clock.Advance(Hour);
        await change.PassesAsync();
        await database.StartAgainAsync();
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(host.Head() == 2);
        }, "the draft to be published");
        Assert.Equal(1, await database.CountAsync("revisions WHERE number > 1"));
        Assert.Equal(0, await database.CountAsync("audit_events WHERE action = 'draft.schedule_failed'"));
    }

    [Fact]
    public async Task Instant_AtWhichAGrantEnds_HasBoth()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var host = await ConsoleHost.StartAsync(database.ConnectionString, clock: clock);
        await host.SeedAsync(TimedPolicy.Document);
        var end = clock.GetUtcNow() + Hour;
        await host.GrantAsync("brief", expires: end);
        var change = await (await new ScheduledChange(host, clock).SubmitAsync("staging")).ScheduleAsync(Hour);
        // The one that waits for the lock keeps the other behind it.
        await using (await database.HoldAsync(PublishLock))
        {
            clock.Advance(Hour);
            await Eventually.HoldsAsync(async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return await database.CountAsync("pg_locks WHERE locktype = 'advisory' AND NOT granted") > 0;
            }, "one of them to want the lock");
        }

        Assert.Equal(DraftState.Published, (await change.ComesAsync()).State);
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return (await host.PullAsync()).At(clock.GetUtcNow()) == ("", null);
        }, "the grant to end");
        Assert.Equal(0, await database.CountAsync("audit_events WHERE action = 'draft.schedule_failed'"));
        Assert.Single(await host.RevisionsAsync(), r => r.Draft == change.Draft.Id);
    }

    private async Task<ConsoleHost> StartAsync(OwnDatabase database)
    {
        var host = await ConsoleHost.StartAsync(database.ConnectionString, clock: clock);
        await host.SeedAsync(SmallPolicy.Yaml);
        return host;
    }
}
