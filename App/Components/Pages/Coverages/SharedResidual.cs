using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Coverages;

/// <summary>What an engine leaves out however the policy is written, said once for all the hops that share it.</summary>
/// <param name="Hops">How many hops of the touched deployments have it.</param>
public sealed record SharedResidual(Target Target, string Message, int Hops)
{
    public static IReadOnlyList<SharedResidual> Of(ImmutableArray<DeploymentCoverage> coverage) =>
    [
        .. coverage.SelectMany(d => d.Hops).SelectMany(h => h.Residuals.Select(r => (h.Target, r.Message)))
            .GroupBy(r => r).Select(g => new SharedResidual(g.Key.Target, g.Key.Message, g.Count()))
            .OrderBy(r => r.Target.Name(), StringComparer.Ordinal).ThenBy(r => r.Message, StringComparer.Ordinal),
    ];
}
