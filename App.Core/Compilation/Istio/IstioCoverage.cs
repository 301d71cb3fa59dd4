using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>How Istio's decision compares with the evaluator's.</summary>
internal static class IstioCoverage
{
    /// <summary>How many folders a loss names.</summary>
    private const int MostNamed = 3;

    private static readonly CoverageLoss NoWorkload = new(
        "kubernetes_missing", Coverage.NotEnforced, null, "istio finds a deployment by its pods or its Kubernetes Service, and the deployment names neither",
        "give the deployment `kubernetes` with a `namespace` and, for sidecars, a `selector`");

    private static readonly CoverageLoss NotLast = new(
        "earlier_istio_hop", Coverage.NotEnforced, null, "istio enforces at the deployment's own pods, which are its last hop",
        "make istio the last hop, or enforce an earlier one by another engine");

    private static readonly CoverageLoss ShadowTokens = new(
        "shadow_tokens", Coverage.NotEnforced, null, "istio answers 401 to a bad token whatever a dry run says, so that a deployment in shadow that callers reach with tokens gets no policy",
        "watch the deployment at another hop");

    private static readonly CoverageLoss SharedId = new(
        "shared_spiffe_id", Coverage.Narrower, null, "beside a SPIFFE ID that is shared by pipelines of several organizations or providers, no token counts",
        "share SPIFFE IDs within one organization only, or set `narrower: accept`");

    private static readonly CoverageLoss HiddenWorkload = new(
        "claim_inexpressible", Coverage.Wider, null,
        "istio cannot tell a token that names a workload by `scope`, `permission` or a claim with `*` at an end from one that names another principal besides, which is refused",
        "identify the workload by another claim, or by its SPIFFE ID");

    /// <summary>Whether a deployment in shadow would block all the same.</summary>
    public static bool IsBlockingInShadow(CallerDirectory callers, Deployment deployment) =>
        deployment.Mode == Mode.Shadow && deployment.Protocol != Protocol.Tcp && !callers.Issuers.IsEmpty;

    public static HopCoverage Of(PrincipalDirectory directory, DeploymentPolicy policy, int hop)
    {
        var callers = CallerDirectory.Of(directory);
        if (ReasonNotToEnforce(callers, policy, hop) is { } reason)
            return new HopCoverage(Target.Istio, hop, [reason], []);
        var placement = IstioPlacement.Of(policy.Service.Name, policy.Deployment)!;
        return new HopCoverage(Target.Istio, hop, [.. Losses(callers, policy, placement)], [.. IstioResiduals.Of(callers, policy, placement)]);
    }

    private static CoverageLoss? ReasonNotToEnforce(CallerDirectory callers, DeploymentPolicy policy, int hop) => policy.Deployment switch
    {
        var d when hop < d.Hops.Count - 1 => NotLast,
        var d when IstioPlacement.Of(policy.Service.Name, d) is null => NoWorkload,
        var d when IsBlockingInShadow(callers, d) => ShadowTokens,
        _ => null,
    };

    private static IEnumerable<CoverageLoss> Losses(CallerDirectory callers, DeploymentPolicy policy, IstioPlacement placement)
    {
        if (policy.Deployment.Protocol == Protocol.Tcp)
            return [];
        var shared = callers.Apart.Any(id => id != placement.Gateway);
        var inRules = policy.Rules.Where(r => callers.Hidden.Any(r.Principals.Contains)).Select(OfRule);
        return [.. shared ? [SharedId] : (CoverageLoss[])[], .. OfFolders(callers, policy, placement), .. IsHidden(callers, policy) ? [HiddenWorkload] : (CoverageLoss[])[], .. inRules];
    }

    private static IEnumerable<CoverageLoss> OfFolders(CallerDirectory callers, DeploymentPolicy policy, IstioPlacement placement)
    {
        var folders = new OwnedIds(callers, policy, placement.Gateway).Folders;
        if (folders.IsEmpty || callers.Issuers.IsEmpty)
            return [];
        var named = string.Join(", ", folders.Take(MostNamed).Select(f => $"`{f}`")) + (folders.Length > MostNamed ? $" and {folders.Length - MostNamed} more" : "");
        return [new CoverageLoss(
            "certificates_by_folder", Coverage.Narrower, null,
            $"more SPIFFE IDs are somebody's than can be listed: beside a certificate from {named} whose owner no grant here names, or that is nobody's, a token is refused",
            "let jobs show their tokens beside certificates of another path, give SPIFFE IDs only to principals that use certificates, or set `narrower: accept`")];
    }

    /// <summary>Whether a token could name one of the workloads that Istio cannot be told of, and someone besides whom a rule here concerns.</summary>
    private static bool IsHidden(CallerDirectory callers, DeploymentPolicy policy)
    {
        if (callers.Hidden.IsEmpty)
            return false;
        var providers = callers.Hidden.Select(p => p.Workload!.Provider).ToHashSet(StringComparer.Ordinal);
        return policy.AnyoneRules.Any(r => r.Effect == Effect.Allow)
            || policy.NamedPrincipals().Except(callers.Hidden).Any(p => providers.Contains(p.Pipeline?.Provider ?? p.Workload?.Provider));
    }

    private static CoverageLoss OfRule(DeploymentRule rule) => new(
        "claim_inexpressible",
        rule.Effect == Effect.Allow ? Coverage.Narrower : Coverage.Wider,
        rule.Grant.Name,
        "istio splits the claims `scope` and `permission` at spaces and reads `*` at the end of a value as a wildcard, so that a workload known by such a claim is not known there",
        HiddenWorkload.Remedy);
}
