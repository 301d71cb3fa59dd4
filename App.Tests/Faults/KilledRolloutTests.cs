using System.Net;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Faults;

/// <summary><c>kill -9</c> of a console between the steps of a publish in stages: the rest is never handed it.</summary>
public sealed class KilledRolloutTests
{
    private const string Staged = "/api/v1/policy?publish=true&staged=true";

    /// <summary>What a neighbour holds so that the publish stands still: before the archives, before who may have them, before the audit event.</summary>
    private static readonly string[] Steps = ["LOCK TABLE bundles IN SHARE MODE", "LOCK TABLE staged_rollouts IN SHARE MODE", "SELECT pg_advisory_xact_lock(7160002)"];

    [Fact]
    public async Task Console_KilledAtAnyStep_HandsTheRestNothingOfIt()
    {
        await using var database = await OwnDatabase.StartAsync();
        using var directory = TemporaryDirectory.Create();
        var console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
        try
        {
            await console.Client.PutPolicyAsync(SmallPolicy.With("approvals: 2", "approvals: 0")).JsonAsync();
            await console.Client.CallAsync("PUT", "/api/v1/rollouts/plans/staging", """{"stages":[{"name":"canary","labels":{"ring":"canary"}}]}""").JsonAsync();
            var (canary, rest) = (await TokenAsync(console, ""","labels":{"ring":"canary"}"""), await TokenAsync(console, ""));
            foreach (var (index, step) in Steps.Index())
            {
                await using (await database.HoldAsync(step))
                {
                    var publish = console.Client.CallAsync("PATCH", Staged, SmallPolicy.GrantPatch("staging", $"killed-{index}"));
                    await database.WaitForAWaiterAsync();
                    await console.KillAsync();
                    await Assert.ThrowsAnyAsync<HttpRequestException>(() => publish);
                }

                console.Dispose();
                console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
                Assert.Equal((1, 1), (await RevisionAsync(console, canary), await RevisionAsync(console, rest)));
                Assert.Equal(0, await database.CountAsync("staged_rollouts"));
            }

            var revision = (await console.Client.CallAsync("PATCH", Staged, SmallPolicy.GrantPatch("staging", "kept")).JsonAsync()).Number("revision");
            await console.KillAsync();
            console.Dispose();
            console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path);
            Assert.Equal((revision, 1), (await RevisionAsync(console, canary), await RevisionAsync(console, rest)));
            await console.Client.CallAsync("POST", $"/api/v1/rollouts/{revision}/staging/promote").JsonAsync();
            Assert.Equal(revision, await RevisionAsync(console, rest));
        }
        finally
        {
            console.Dispose();
        }
    }

    private static async Task<string> TokenAsync(ConsoleProcess console, string labels) =>
        (await console.Client.CallAsync("POST", "/api/v1/tokens", $$"""{"kind":"puller","environment":"staging","target":"opa"{{labels}}}""").JsonAsync()).Text("token");

    private static async Task<int> RevisionAsync(ConsoleProcess console, string token)
    {
        using var puller = new HttpClient { BaseAddress = console.Client.BaseAddress };
        puller.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
        using var bundle = await puller.PullAsync();
        Assert.Equal(HttpStatusCode.OK, bundle.StatusCode);
        return bundle.Revision();
    }
}
