using AccessConsole.Components.Pages.Decisions;
using AccessConsole.Components.Pages.Stories;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Exploring.Stories;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Decisions of some hours for pictures, with names as long as the policy has them.</summary>
internal static class ScreenshotDecisions
{
    /// <returns>The addresses of one that was denied, whole, and of the story of a build, by name.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> FillAsync(ConsoleInBrowser console, PolicySet policy, Grant grant)
    {
        var now = DateTimeOffset.UtcNow;
        var pipeline = policy.Pipelines.Keys.First();
        var service = policy.Services.Values.First(s => s.Deployments.Count > 0);
        LoggedDecision[] decisions =
        [
            .. Enumerable.Range(0, 60).Select(i => new LoggedDecision
            {
                Id = Guid.NewGuid(),
                At = new DateTimeOffset(((i % 3 == 2 ? now.AddMinutes(1 - i).AddMilliseconds(4) : now.AddMinutes(-i)).UtcTicks / TimeSpan.TicksPerMillisecond) * TimeSpan.TicksPerMillisecond, TimeSpan.Zero),
                PointId = Guid.NewGuid(),
                Point = $"gateway-{i % 3}.berlin.acme.example",
                Target = i % 3 == 0 ? Target.Opa : Target.Nginx,
                Environment = service.Deployments[0].Environment,
                Service = i % 11 == 0 ? null : service.Name,
                Principal = i % 5 == 0 ? null : $"pipeline/{pipeline}",
                Method = i % 2 == 0 ? "POST" : "GET",
                Path = $"/admin/migrations/{i}",
                Effect = i % 5 < 2 ? "deny" : "allow",
                Reason = (i % 5) switch { 0 => "unknown_principal", 1 => "no_grant", _ => "granted" },
                Grant = i % 5 < 2 ? null : grant.Name,
                Mode = i % 7 == 0 ? "shadow" : "enforce",
                Revision = 1,
                // Every third call has two hops.
                Trace = new Guid(i % 3 == 2 ? i - 1 : i, 0, 0, new byte[8]).ToString("N"),
                Build = $"acme/{pipeline}#{1400 + (i / 12)}",
                Claims = new ValueMap([new("build_branch", "release/2026-11"), new("build_source", "webhook")]),
            }),
        ];
        await console.Host.Get<IDecisionLog>().AddAsync(decisions, [new DecisionLoss(now, service.Deployments[0].Environment, "gateway-1", LossCauses.Unsent, 12)], TestContext.Current.CancellationToken);
        return new Dictionary<string, string>
        {
            ["decision"] = new DecisionsQuery { Decision = DecisionsViewModel.IdOf(decisions[1]) }.Address,
            ["story"] = new StoryQuery { Value = decisions[1].Build!, Around = decisions[1].At }.Address,
            ["story-none"] = new StoryQuery { Kind = StoryKind.Trace, Value = new string('f', 32) }.Address,
        };
    }
}
