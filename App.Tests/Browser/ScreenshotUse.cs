using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Decisions of some days: of one grant many, of its neighbours none, and calls that no grant allows.</summary>
internal static class ScreenshotUse
{
    /// <returns>Addresses by name.</returns>
    public static async Task<IEnumerable<KeyValuePair<string, string>>> FillAsync(ConsoleInBrowser console, PolicySet policy)
    {
        // Of whole days, so that none of it lies ahead at any hour.
        var now = new DateTimeOffset(DateTime.UtcNow.Date.AddHours(-12), TimeSpan.Zero);
        var rules = policy.Deployments.OrderBy(d => d.Service.Name, StringComparer.Ordinal).Where(d => d.Deployment.Hops.Count > 0)
            .SelectMany(d => d.Rules.Where(r => r is { Effect: Effect.Allow, Principals.Members.Length: > 0, Permissions.Count: > 0 }).Take(2), (deployment, rule) => (Deployment: deployment, Rule: rule)).Take(8).ToArray();
        List<LoggedDecision> decisions = [];
        foreach (var (place, (deployment, rule)) in rules.Index())
        {
            for (var day = 0; day <= 8; day++)
            {
                foreach (var target in deployment.Deployment.Hops.Select(h => h.Engine).Distinct())
                {
                    var heard = Of(deployment, rule, target, now.AddDays(-day).AddSeconds(place));
                    decisions.Add(place % 2 == 0 ? heard : heard with { Effect = "deny", Reason = "no_grant", Grant = null, Path = $"/reports/2026/{(char)('a' + (day % 3))}" });
                }
            }
        }

        await console.Host.Get<IDecisionLog>().AddAsync(decisions, [new DecisionLoss(now.AddDays(-1), rules[0].Deployment.Environment.Name, "gateway", LossCauses.Unsent, 412)], TestContext.Current.CancellationToken);
        var focus = rules[0].Rule.Principals.Members[0].Reference;
        return [KeyValuePair.Create("access-observed-graph", $"/access?view=graph&mode=observed&focus={focus.Kind.Noun()}/{focus.Name}"), KeyValuePair.Create("least-privilege-week", "/least-privilege?days=7"), KeyValuePair.Create("least-privilege-used", "/least-privilege?show=used&days=7"), KeyValuePair.Create("least-privilege-none", "/least-privilege?q=no-such-grant")];
    }

    private static LoggedDecision Of(DeploymentPolicy deployment, DeploymentRule rule, Target target, DateTimeOffset at)
    {
        var principal = rule.Principals.Members[0];
        return new LoggedDecision
        {
            Id = Guid.NewGuid(),
            At = at,
            PointId = Guid.NewGuid(),
            Point = "gateway",
            Target = target,
            Environment = deployment.Environment.Name,
            Service = deployment.Service.Name,
            Principal = $"{principal.Reference.Kind.Noun()}/{principal.Name}",
            Method = rule.Permissions[0].Methods.Names().First(),
            Path = "/",
            Effect = "allow",
            Reason = "granted",
            Grant = rule.Grant.Name,
            Mode = "enforce",
            Claims = new ValueMap([new("build_branch", "main")]),
        };
    }
}
