using System.Net;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Faults;

/// <summary><c>kill -9</c> between the steps of a publish.</summary>
public sealed class KilledConsoleTests
{
    /// <summary>What a neighbour holds so that the publish stands still: before anything, before objects, bundles, the revision, the audit event.</summary>
    private static readonly string[] Steps =
    [
        "SELECT pg_advisory_xact_lock(7160001)",
        "LOCK TABLE policy_objects IN SHARE MODE",
        "LOCK TABLE bundles IN SHARE MODE",
        "LOCK TABLE revisions IN SHARE MODE",
        "SELECT pg_advisory_xact_lock(7160002)",
    ];

    [Fact]
    public async Task Console_KilledAtAnyStepOfAPublish_LeavesNothingHalfDone()
    {
        await using var database = await OwnDatabase.StartAsync();
        using var directory = TemporaryDirectory.Create();
        var console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
        try
        {
            await console.Client.PutPolicyAsync(SmallPolicy.With("approvals: 2", "approvals: 0")).JsonAsync();
            var revision = 1;
            foreach (var (index, step) in Steps.Index())
            {
                // What is acknowledged outlives the kill in the next publish.
                await PublishAsync(console, $"kept-{index}", ++revision);
                await using (var neighbour = await database.HoldAsync(step))
                {
                    var publish = console.Client.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", $"killed-{index}"));
                    await database.WaitForAWaiterAsync();
                    await console.KillAsync();
                    await Assert.ThrowsAnyAsync<HttpRequestException>(() => publish);
                }

                console.Dispose();
                console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
                await AssertKeptAsync(console, $"kept-{index}", revision);
                Assert.Equal(0, await database.CountAsync($"policy_objects WHERE valid_from > {revision} OR valid_to > {revision}"));
                Assert.Equal(0, await database.CountAsync($"bundles WHERE revision > {revision}"));
                Assert.Equal(0, await database.CountAsync($"audit_events WHERE action = 'revision.published' AND subject = 'revision/{revision + 1}'"));
            }

            // And a kill at the very moment of the acknowledgement.
            await PublishAsync(console, "kept-last", ++revision);
            await console.KillAsync();
            console.Dispose();
            console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
            await AssertKeptAsync(console, "kept-last", revision);
            await AssertServesAsync(console, revision);
        }
        finally
        {
            console.Dispose();
        }
    }

    private static async Task PublishAsync(ConsoleProcess console, string grant, int revision)
    {
        var acknowledged = await console.Client.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", grant)).JsonAsync();
        Assert.Equal(revision, acknowledged.Number("revision"));
    }

    private static async Task AssertKeptAsync(ConsoleProcess console, string grant, int revision)
    {
        using var read = await console.Client.CallAsync("GET", "/api/v1/policy");
        Assert.Equal($"\"{revision}\"", read.Headers.ETag!.Tag);
        Assert.Contains((await read.JsonAsync())["grants"]!.AsArray(), g => g!.Text("name") == grant);
    }

    private static async Task AssertServesAsync(ConsoleProcess console, int revision)
    {
        using var puller = new HttpClient { BaseAddress = console.Client.BaseAddress };
        puller.DefaultRequestHeaders.Add("Authorization", $"Bearer {(await console.Client.MakePullerTokenAsync()).Text}");
        using var bundle = await puller.PullAsync();
        Assert.Equal((HttpStatusCode.OK, revision), (bundle.StatusCode, bundle.Revision()));
    }
}
