using System.Text.Json;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Stages of environments, a publish that is halted at the first, and a draft that may go in stages.</summary>
internal static class ScreenshotStages
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="spared">Grants that other pictures are about.</param>
    /// <returns>The addresses by name.</returns>
    public static async Task<IEnumerable<KeyValuePair<string, string>>> FillAsync(ConsoleInBrowser console, IReadOnlyList<Grant> spared)
    {
        var host = console.Host;
        var policy = host.Get<LivePolicy>().Current.Policy;
        var grant = policy.Grants.Values.Last(g => g.Effect == Effect.Allow && spared.All(s => s.Name != g.Name));
        var environment = grant.Environments[0];
        object Stage(string name, int seconds) => new { name, labels = new { ring = name }, advance = "onHealth", afterSeconds = seconds };
        var plan = JsonSerializer.Serialize(new { stages = new[] { Stage("canary", 600), Stage("early", 3_600) } });
        await PlanAsync(environment);
        var outcome = await host.Get<Publisher>().PublishAsync(
            new PublishRequest { User = new ConsoleUser(Actor.System, []), Patch = new PolicyPatch { Upserts = [grant with { Expires = DateTimeOffset.UtcNow.AddDays(60) }] }, Summary = $"{grant.Name} ends in 60 days", IsStaged = true, IsAutomatic = true },
            Cancellation);
        Assert.True(outcome.Revision is not null, outcome.Refusal?.Message);
        await host.Bootstrap.CallAsync("POST", $"/api/v1/rollouts/{outcome.Revision.Number}/{environment}/halt", """{"reason":"1 of 4 enforcement points that have it report an error, 0 may; one says: nginx: [emerg] host not found in upstream"}""").JsonAsync();
        // Planned only now, so that nothing is under way there.
        var other = policy.Environments.Values.Where(e => e.Name != environment).MaxBy(e => e.Approvals)!.Name;
        await PlanAsync(other);
        var draft = await new ScreenshotDrafts(host).ApprovedAsync(grant with { Id = Guid.CreateVersion7(), Name = "goes-in-stages", Environments = [other] });
        return [KeyValuePair.Create("review-staged", $"/drafts/{draft.Id}")];

        Task PlanAsync(string planned) => host.Bootstrap.CallAsync("PUT", $"/api/v1/rollouts/plans/{planned}", plan).JsonAsync();
    }
}
