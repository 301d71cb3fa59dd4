using System.Net;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Faults;

/// <summary>Two consoles on one database.</summary>
public sealed class ReplicaTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    [Fact]
    public async Task Publish_OnOneReplica_IsServedByTheOther()
    {
        using var keys = TemporaryDirectory.Create();
        CopyKeys(console.Host.Directory, keys.Path);
        await using var other = await ConsoleHost.StartAsync(console.Database.ConnectionString, keys.Path);
        // A token made by one replica is known to the other at its first use.
        var puller = other.WithToken((await console.Host.Bootstrap.MakePullerTokenAsync()).Text);
        using var first = await puller.PullAsync();
        var held = puller.PullAsync(first.Headers.ETag!.Tag, wait: 50);

        var published = await console.Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "by-one")).JsonAsync();
        using var woken = await held;
        Assert.Equal((HttpStatusCode.OK, published.Number("revision")), (woken.StatusCode, woken.Revision()));

        var back = await other.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "by-other"), ifMatch: $"\"{published.Number("revision")}\"").JsonAsync();
        Assert.Equal(published.Number("revision") + 1, back.Number("revision"));
        await Eventually.HoldsAsync(async () =>
        {
            using var read = await console.Host.Bootstrap.CallAsync("GET", "/api/v1/policy");
            return read.Headers.ETag!.Tag == $"\"{back.Number("revision")}\"";
        }, "the first replica to follow");
        Assert.Equal(
            await PolicyAsync(console.Host), await PolicyAsync(other));
    }

    [Fact]
    public async Task Publishes_OnBothReplicasAtOnce_TakeTurns()
    {
        using var keys = TemporaryDirectory.Create();
        CopyKeys(console.Host.Directory, keys.Path);
        await using var other = await ConsoleHost.StartAsync(console.Database.ConnectionString, keys.Path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            (i % 2 == 0 ? console.Host : other).Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", $"turn-{i}"))));

        var won = answers.Count(a => a.IsSuccessStatusCode);
        Assert.True(won >= 1);
        Assert.All(answers, a => Assert.True(a.IsSuccessStatusCode || a.StatusCode == HttpStatusCode.PreconditionFailed, $"{a.StatusCode}"));
        var policy = await console.Host.Bootstrap.CallAsync("GET", "/api/v1/policy").JsonAsync();
        await Eventually.HoldsAsync(async () => await PolicyAsync(console.Host) == await PolicyAsync(other), "both to say the same");
        policy = await console.Host.Bootstrap.CallAsync("GET", "/api/v1/policy").JsonAsync();
        Assert.Equal(won, policy["grants"]!.AsArray().Count(g => g!.Text("name").StartsWith("turn-", StringComparison.Ordinal)));
    }

    /// <summary>Replicas share their signing keys.</summary>
    private static void CopyKeys(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "keys"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(from, "keys")))
            File.Copy(file, Path.Combine(to, "keys", Path.GetFileName(file)));
    }

    private static async Task<string> PolicyAsync(ConsoleHost host) => (await host.Bootstrap.CallAsync("GET", "/api/v1/policy").JsonAsync()).ToJsonString();
}
