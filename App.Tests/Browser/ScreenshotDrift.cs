using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Distribution.Points;
using AccessConsole.Drifting;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Engines that drifted.</summary>
internal static class ScreenshotDrift
{
    /// <returns>The address of the page that shows them.</returns>
    public static async Task<string> FillAsync(ConsoleInBrowser console, PolicySet policy)
    {
        var now = DateTimeOffset.UtcNow;
        var called = policy.Deployments.OrderBy(d => d.Service.Name, StringComparer.Ordinal).First(d => d.Deployment.Hops.Any(h => h.Engine == Target.Nginx));
        var scope = new BundleScope(called.Environment.Name, Target.Nginx);
        var decision = new LoggedDecision
        {
            Id = Guid.NewGuid(),
            At = now.AddMinutes(-3),
            PointId = Guid.NewGuid(),
            Point = "edge-fra-2",
            Target = Target.Nginx,
            Environment = scope.Environment,
            Service = called.Service.Name,
            Principal = $"pipeline/{policy.Pipelines.Keys.Last()}",
            Method = "DELETE",
            Path = "/no/role/has/this",
            Effect = "allow",
            Reason = "not_governed",
            Mode = "enforce",
            Revision = 1,
            Claims = new ValueMap([new("build_branch", "feature/payout-batches")]),
        };
        await console.Host.Get<IDecisionLog>().AddAsync([decision], [], TestContext.Current.CancellationToken);
        console.Host.Get<EnforcementPoints>().Merge(
        [
            new EnforcementPoint(
                Guid.NewGuid(), Guid.NewGuid(), "cluster-eu-1", scope, 1, now.AddHours(-2), now, null, IsReplayProtected: true, new ValueMap([new("repaired", now.AddMinutes(-20).ToString("O", null))])),
        ]);
        await console.Host.Get<DriftWatch>().LookAsync(TestContext.Current.CancellationToken);
        return "/rollout/drift";
    }
}
