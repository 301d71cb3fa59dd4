using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>Whether the engines on a deployment's path are as exact as its environment asks; if not, publishing is refused.</summary>
public static class CoverageGate
{
    /// <param name="hops">The coverage of every hop, in order.</param>
    /// <param name="strictest">What is asked: the stricter of the environment's settings before and after the change.</param>
    public static IEnumerable<Diagnostic> Check(DeploymentPolicy deployment, ImmutableArray<HopCoverage> hops, PolicyEnvironment strictest)
    {
        // What only watches has nothing to be exact about.
        if (deployment.Deployment.Mode == Mode.Shadow)
            return [];
        return strictest.Exactness switch
        {
            Exactness.EveryHop => hops.Where(h => h.Coverage != Coverage.Exact).SelectMany(h => Losses(deployment, h))
                .Concat(ShedIdentity(deployment)).Concat(Common(deployment, hops, strictest)),
            Exactness.AtLeastOneHop => AtLeastOne(deployment, hops).Concat(Common(deployment, hops, strictest)),
        };
    }

    /// <summary>The settings of both that ask more.</summary>
    public static PolicyEnvironment Strictest(PolicyEnvironment draft, PolicyEnvironment? basis) => basis is null ? draft : draft with
    {
        Exactness = draft.Exactness > basis.Exactness ? draft.Exactness : basis.Exactness,
        Narrower = draft.Narrower < basis.Narrower ? draft.Narrower : basis.Narrower,
        Residuals = draft.Residuals < basis.Residuals ? draft.Residuals : basis.Residuals,
    };

    private static IEnumerable<Diagnostic> AtLeastOne(DeploymentPolicy deployment, ImmutableArray<HopCoverage> hops)
    {
        var first = hops.FirstOrDefault(h => h.Coverage == Coverage.Exact);
        if (first is null)
            return hops.IsEmpty ? [NoHop(deployment)] : hops.SelectMany(h => Losses(deployment, h));
        return hops.Where(h => h.Hop > first.Hop && h.Coverage != Coverage.Exact && !h.AdmitsOnlyPrecedingGateway).SelectMany(h => Losses(deployment, h));
    }

    private static IEnumerable<Diagnostic> Common(DeploymentPolicy deployment, ImmutableArray<HopCoverage> hops, PolicyEnvironment strictest)
    {
        if (hops.IsEmpty && strictest.Exactness == Exactness.EveryHop)
            yield return NoHop(deployment);
        foreach (var hop in hops)
        {
            if (hop.Coverage == Coverage.Narrower && strictest.Narrower == Acceptance.Refuse)
            {
                foreach (var loss in Losses(deployment, hop))
                    yield return loss;
            }

            if (strictest.Residuals == Acceptance.Refuse)
            {
                foreach (var residual in hop.Residuals)
                    yield return Problem(CoverageCodes.Residual, deployment, hop, residual.Message, "set `residuals: accept` on the environment or take the hop out");
            }
        }
    }

    /// <summary>No engine can tell a pipeline that shows no credential from a caller that has none: whoever wants every hop exact cannot leave those alone.</summary>
    private static IEnumerable<Diagnostic> ShedIdentity(DeploymentPolicy deployment)
    {
        if (deployment.Deployment is { Isolation: Isolation.Pipelines, Unidentified: Unidentified.Allow })
        {
            yield return new Diagnostic(
                CoverageCodes.Insufficient,
                Severity.Error,
                $"`{deployment.Service.Name}` in `{deployment.Environment.Name}`: a pipeline can shed its identity under `unidentified: allow`; take that out, or set `exactness: at-least-one-hop`");
        }
    }

    private static Diagnostic NoHop(DeploymentPolicy deployment) => new(
        CoverageCodes.Insufficient,
        Severity.Error,
        $"`{deployment.Service.Name}` in `{deployment.Environment.Name}` has no hop that enforces anything: name one under `hops`, or set `mode: shadow`");

    private static IEnumerable<Diagnostic> Losses(DeploymentPolicy deployment, HopCoverage hop) => hop.Losses.Select(loss => Problem(
        CoverageCodes.Insufficient, deployment, hop, loss.Grant is null ? loss.Lost : $"grant `{loss.Grant}`: {loss.Lost}", loss.Remedy));

    private static Diagnostic Problem(string code, DeploymentPolicy deployment, HopCoverage hop, string lost, string remedy) => new(
        code,
        Severity.Error,
        $"`{deployment.Service.Name}` in `{deployment.Environment.Name}`, hop {hop.Hop + 1} ({hop.Target.Name()}): {lost}; {remedy}");
}
