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
            foreach (var (index, step) in Steps.Index())
            {
                var draft = await SubmittedAsync(console, index);
                await using (await database.HoldAsync(step))
                {
                    // The schedule itself writes its story and its event: it is there before the neighbour comes.
                    await console.KillAsync();
                    console.Dispose();
                    console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
                    await database.WaitForAWaiterAsync();
                    await console.KillAsync();
                }

                console.Dispose();
                Assert.Equal(0, await database.CountAsync($"revisions WHERE draft = '{draft}'"));
                Assert.Equal(1, await database.CountAsync($"drafts WHERE id = '{draft}' AND scheduled_for IS NOT NULL"));
                console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
                await PublishedAsync(database, draft);

                // Killed right after the commit: it is published, and is not published again.
                await console.KillAsync();
                console.Dispose();
                console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
                var read = await console.Client.CallAsync("GET", $"/api/v1/drafts/{draft}").JsonAsync();
                Assert.Equal(("published", index + 2), (read.Text("state"), read.Number("publishedAs")));
                Assert.Equal(1, await database.CountAsync($"revisions WHERE draft = '{draft}'"));
            }

            Assert.Equal(0, await database.CountAsync("audit_events WHERE action = 'draft.schedule_failed'"));
        }
        finally
        {
            console.Dispose();
        }
    }

    /// <summary>A draft that is due as soon as a console starts again.</summary>
    private static async Task<string> SubmittedAsync(ConsoleProcess console, int index)
    {
        var draft = (await console.Client.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", $"scheduled-{index}"), publish: false).JsonAsync()).Text("draft");
        await console.Client.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        await console.Client.CallAsync("PUT", $"/api/v1/drafts/{draft}/schedule", $$"""{"at":"{{DateTimeOffset.UtcNow.AddSeconds(8):O}}"}""").JsonAsync();
        return draft;
    }

    private static Task PublishedAsync(OwnDatabase database, string draft) =>
        Eventually.HoldsAsync(async () => await database.CountAsync($"revisions WHERE draft = '{draft}'") == 1, "the draft to be published");
}
