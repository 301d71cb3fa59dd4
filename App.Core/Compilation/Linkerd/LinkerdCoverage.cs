using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>How Linkerd's decision compares with the evaluator's.</summary>
internal static class LinkerdCoverage
{
    public static HopCoverage Of(PrincipalDirectory directory, DeploymentPolicy policy, int hop)
    {
        if (hop < policy.Deployment.Hops.Count - 1)
            return new HopCoverage(Target.Linkerd, hop, [LinkerdLosses.NotLast], []);
        if (LinkerdPlacement.Of(policy.Deployment) is not { } placement)
            return new HopCoverage(Target.Linkerd, hop, [LinkerdLosses.NoWorkload], []);
        var callers = MeshCallers.Of(directory);
        var residuals = LinkerdResiduals.Of(callers, policy, placement);
        return placement.IsLaterHop
            ? new HopCoverage(Target.Linkerd, hop, [LinkerdLosses.BehindGateway], [.. residuals], AdmitsOnlyPrecedingGateway: true)
            : new HopCoverage(Target.Linkerd, hop, [.. Losses(callers, policy)], [.. residuals]);
    }

    private static IEnumerable<CoverageLoss> Losses(MeshCallers callers, DeploymentPolicy policy)
    {
        IEnumerable<CoverageLoss> ofDeployment = policy.Deployment.Isolation == Isolation.Pipelines ? [LinkerdLosses.Ungoverned] : [];
        if (policy.Deployment.Protocol == Protocol.Tcp)
            return ofDeployment.Concat(Losses(callers, readsTokens: false, RequestCells.OfConnection(policy)).Distinct());
        if (RequestCells.Of(policy) is not { } cells)
            return ofDeployment.Append(LinkerdLosses.Paths);
        return ofDeployment.Concat(cells.Select(c => c.Rules).Distinct().SelectMany(rules => Losses(callers, readsTokens: true, rules))
            .Distinct().OrderBy(l => l.Grant, StringComparer.Ordinal).ThenBy(l => l.Code, StringComparer.Ordinal).ThenBy(l => l.Lost, StringComparer.Ordinal));
    }

    private static IEnumerable<CoverageLoss> Losses(MeshCallers callers, bool readsTokens, ImmutableArray<DeploymentRule> rules) =>
        InForceTogether(rules).SelectMany(inForce => new CellDecision(callers, readsTokens, inForce).Losses());

    /// <summary>The rules as they stand at one time or another: what one of them closes for an hour hides no loss of the rest.</summary>
    private static IEnumerable<ImmutableArray<DeploymentRule>> InForceTogether(ImmutableArray<DeploymentRule> rules) =>
        rules.SelectMany(r => new[] { r.Grant.ValidFrom, r.Grant.Expires }).OfType<DateTimeOffset>().Distinct().Order().Prepend(DateTimeOffset.MinValue)
            .Select(instant => rules.Where(r => r.Terms.IsValidAt(instant)).ToImmutableArray());
}
