using System.Net;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Xunit;

namespace AccessConsole.Tests.Faults;

/// <summary>PostgreSQL neither answers nor refuses, so that the driver's own cancelling does not come back either: deadlines hold all the same.</summary>
public sealed class HangingDatabaseTests
{
    /// <summary>Longer than every deadline of the machine side, and shorter than what it was until the driver gave up.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task MachineSide_WhoseDatabaseHangs_SaysSoAndGoesOnAfterwards()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var database = await OwnDatabase.StartAsync();
        await using var host = await ConsoleHost.StartAsync(database.ConnectionString, clock: clock);
        await host.SeedAsync(SmallPolicy.Yaml);
        await host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging")).JsonAsync();
        var puller = host.WithToken((await host.Bootstrap.MakePullerTokenAsync()).Text);
        using var current = await puller.PullAsync();
        // A token that is looked up, and an earlier revision: their connections are there once it hangs.
        await AssertAsync(HttpStatusCode.Unauthorized, host.WithToken(TokenText.Create(TokenKind.Puller)), PullerCalls.Staging);
        await AssertAsync(HttpStatusCode.OK, puller, Earlier);

        await using (await database.HangAsync())
        {
            await Task.WhenAll(
                AssertAsync(HttpStatusCode.ServiceUnavailable, puller, Earlier),
                AssertAsync(HttpStatusCode.ServiceUnavailable, host.WithToken(TokenText.Create(TokenKind.Puller)), PullerCalls.Staging));
            clock.Advance(TimeSpan.FromSeconds(30));
            await Eventually.HoldsAsync(() => IsDegradedAsync(host), "the replica to say that the database does not answer");
            // However often it is asked in vain, what memory knows is answered.
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AssertAsync(HttpStatusCode.ServiceUnavailable, host.WithToken(TokenText.Create(TokenKind.Puller)), PullerCalls.Staging)));
            using var held = await puller.PullAsync();
            Assert.Equal(current.Revision(), held.Revision());
        }

        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            using var earlier = await puller.PullAsync(path: Earlier);
            using var unknown = await host.WithToken(TokenText.Create(TokenKind.Puller)).PullAsync();
            return (earlier.StatusCode, unknown.StatusCode) == (HttpStatusCode.OK, HttpStatusCode.Unauthorized) && !await IsDegradedAsync(host);
        }, "the database to be asked again");
    }

    private const string Earlier = "/v1/revisions/1/bundles/staging/opa";

    private static async Task AssertAsync(HttpStatusCode expected, HttpClient caller, string path)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        using var answer = await caller.GetAsync(new Uri(path, UriKind.Relative), limit.Token);
        Assert.Equal(expected, answer.StatusCode);
    }

    private static async Task<bool> IsDegradedAsync(ConsoleHost host)
    {
        var ready = await host.Anonymous.CallAsync("GET", "/readyz").JsonAsync();
        return ready["degraded"]!.AsArray().Any(part => part!.Text("part") == "database");
    }
}
