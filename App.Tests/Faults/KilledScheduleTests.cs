using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Faults;

/// <summary><c>kill -9</c> of a console in the publish of a draft whose instant has come.</summary>
public sealed class KilledScheduleTests
{
    /// <summary>What a neighbour holds so that the publish stands still: before anything, before the objects, the draft's story, the audit event.</summary>
    private static readonly string[] Steps =
    [
        "SELECT pg_advisory_xact_lock(7160001)",
        "LOCK TABLE policy_objects IN SHARE MODE",
        "LOCK TABLE draft_entries IN SHARE MODE",
        "SELECT pg_advisory_xact_lock(7160002)",
    ];

    [Fact]
    public async Task Console_KilledBeforeTheCommit_PublishesAtItsNextStart_Once()
    {
        await using var database = await OwnDatabase.StartAsync();
        using var directory = TemporaryDirectory.Create();
        var console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
        try
        {
            await console.Client.PutPolicyAsync(SmallPolicy.Yaml.Replace("approvals: 2", "approvals: 0", StringComparison.Ordinal)).JsonAsync();
            var draft = "";
            foreach (var (index, step) in Steps.Index())
            {
                draft = await ScheduledAsync(console, index);
                await using (await database.HoldAsync(step))
                {
                    // Its time comes once the neighbour is there.
                    await ComesDueAsync(database, draft);
                    await database.WaitForAWaiterAsync();
                    await console.KillAsync();
                }

                console.Dispose();
                Assert.Equal(0, await database.CountAsync($"revisions WHERE draft = '{draft}'"));
                Assert.Equal(1, await database.CountAsync($"drafts WHERE id = '{draft}' AND scheduled_for IS NOT NULL"));
                console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
                await PublishedAsync(database, draft);
                await AssertPublishedOnceAsync(console, database, draft, revision: index + 2);
            }

            // Killed right after a commit: it is published, and is not published again.
            draft = await ScheduledAsync(console, Steps.Length);
            await ComesDueAsync(database, draft);
            await PublishedAsync(database, draft);
            await console.KillAsync();
            console.Dispose();
            console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
            await AssertPublishedOnceAsync(console, database, draft, revision: Steps.Length + 2);
            Assert.Equal(0, await database.CountAsync("audit_events WHERE action = 'draft.schedule_failed'"));
        }
        finally
        {
            console.Dispose();
        }
    }

    /// <summary>A draft that is due long after the test, unless its time is set.</summary>
    private static async Task<string> ScheduledAsync(ConsoleProcess console, int index)
    {
        var draft = (await console.Client.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", $"scheduled-{index}"), publish: false).JsonAsync()).Text("draft");
        await console.Client.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        await console.Client.CallAsync("PUT", $"/api/v1/drafts/{draft}/schedule", $$"""{"at":"{{DateTimeOffset.UtcNow.AddHours(1):O}}"}""").JsonAsync();
        return draft;
    }

    /// <summary>Has its time come at an instant of the test's choosing, however slow the machine is.</summary>
    private static Task ComesDueAsync(OwnDatabase database, string draft) =>
        database.ExecuteAsync($"UPDATE drafts SET scheduled_for = now(), schedule = jsonb_set(schedule, '{{at}}', to_jsonb(now())) WHERE id = '{draft}'");

    private static Task PublishedAsync(OwnDatabase database, string draft) =>
        Eventually.HoldsAsync(async () => await database.CountAsync($"revisions WHERE draft = '{draft}'") == 1, "the draft to be published");

    private static async Task AssertPublishedOnceAsync(ConsoleProcess console, OwnDatabase database, string draft, int revision)
    {
        var read = await console.Client.CallAsync("GET", $"/api/v1/drafts/{draft}").JsonAsync();
        Assert.Equal(("published", revision), (read.Text("state"), read.Number("publishedAs")));
        Assert.Equal(1, await database.CountAsync($"revisions WHERE draft = '{draft}'"));
    }
}
