using System.Text.Json;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Stages of an environment, and a publish that is halted at the first.</summary>
internal static class ScreenshotStages
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="spared">Grants that other pictures are about.</param>
    public static async Task FillAsync(ConsoleInBrowser console, IReadOnlyList<Grant> spared)
    {
        var host = console.Host;
        var grant = host.Get<LivePolicy>().Current.Policy.Grants.Values.Last(g => g.Effect == Effect.Allow && spared.All(s => s.Name != g.Name));
        var environment = grant.Environments[0];
        object Stage(string name, int seconds) => new { name, labels = new { ring = name }, advance = "onHealth", afterSeconds = seconds };
        var plan = JsonSerializer.Serialize(new { stages = new[] { Stage("canary", 600), Stage("early", 3_600) } });
        await host.Bootstrap.CallAsync("PUT", $"/api/v1/rollouts/plans/{environment}", plan).JsonAsync();
        var outcome = await host.Get<Publisher>().PublishAsync(
            new PublishRequest { User = new ConsoleUser(Actor.System, []), Patch = new PolicyPatch { Upserts = [grant with { Expires = DateTimeOffset.UtcNow.AddDays(60) }] }, Summary = $"{grant.Name} ends in 60 days", IsStaged = true, IsAutomatic = true },
            Cancellation);
        Assert.True(outcome.Revision is not null, outcome.Refusal?.Message);
        await host.Bootstrap.CallAsync("POST", $"/api/v1/rollouts/{outcome.Revision.Number}/{environment}/halt", """{"reason":"1 of 4 enforcement points that have it report an error, 0 may; one says: nginx: [emerg] host not found in upstream"}""").JsonAsync();
    }
}
