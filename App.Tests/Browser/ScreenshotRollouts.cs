using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Points;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Distribution;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A publish that is in force at one engine, fails at another, and is late at a third.</summary>
internal static class ScreenshotRollouts
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="spared">Grants that other pictures are about.</param>
    /// <returns>Addresses by name.</returns>
    public static async Task<IEnumerable<KeyValuePair<string, string>>> FillAsync(ConsoleInBrowser console, IReadOnlyList<Grant> spared)
    {
        var (points, live) = (console.Host.Get<EnforcementPoints>(), console.Host.Get<LivePolicy>());
        var grant = live.Current.Policy.Grants.Values.Last(g => g.Effect == Effect.Allow && g.Expires is null && spared.All(s => s.Name != g.Name));
        var token = MachineSide.NewToken(grant.Environments[0], Target.Nginx).Token;
        foreach (var name in (string[])["gateway-berlin-1", "gateway-berlin-2", "gateway-paris-1"])
            Report(name, live.Current.Revision, "");
        await console.Host.Get<IEnforcementPointStore>().SaveAsync(points.List(), Cancellation);
        var revision = await PublishAsync(console, grant with { Expires = DateTimeOffset.UtcNow.AddDays(90) });
        await UntilAsync(r => r.Concerned >= 3);
        Report("gateway-berlin-1", revision, "");
        Report("gateway-paris-1", revision - 1, "nginx: [emerg] host not found in upstream \"payments.internal.acme.example\" in /var/lib/access/current/nginx/http.conf:212");
        await UntilAsync(r => r is { Activated: > 0, Failing: > 0 });
        return [KeyValuePair.Create("rollout-failing", "/rollout?state=failing")];

        void Report(string name, int runs, string error) => Assert.True(points.TryReport(token, new StatusReport(
            name, new ValueMap([new("name", name), new("puller", "accessctl")]), runs, DateTimeOffset.UtcNow, error.Length == 0 ? null : error)));

        async Task UntilAsync(Func<Rollout, bool> isSo)
        {
            for (var deadline = DateTimeOffset.UtcNow.AddSeconds(60); !(await console.Host.Get<IRolloutStore>().FindAsync(revision, Cancellation)).Any(isSo); await Task.Delay(100, Cancellation))
                Assert.True(DateTimeOffset.UtcNow < deadline, "the rollout is not counted");
        }
    }

    private static async Task<int> PublishAsync(ConsoleInBrowser console, Grant changed)
    {
        var outcome = await console.Host.Get<Publisher>().PublishAsync(
            new PublishRequest { User = new ConsoleUser(Actor.System, []), Patch = new PolicyPatch { Upserts = [changed] }, Summary = $"{changed.Name} ends in 90 days", IsAutomatic = true }, Cancellation);
        Assert.True(outcome.Revision is not null, outcome.Refusal?.Message);
        return outcome.Revision.Number;
    }
}
