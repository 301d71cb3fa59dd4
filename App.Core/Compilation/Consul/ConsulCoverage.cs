using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>How Consul's decision compares with the evaluator's.</summary>
internal static class ConsulCoverage
{
    private static readonly CoverageLoss NoService = new(
        "consul_missing", Coverage.NotEnforced, null, "consul finds a deployment by its service there, and the deployment names none", "give the deployment `consul` with a `service`");

    private static readonly CoverageLoss NotLast = new(
        "earlier_consul_hop", Coverage.NotEnforced, null, "consul enforces intentions at the service that is called, which is the last hop",
        "make consul the last hop, or enforce an earlier one by another engine");

    private static readonly CoverageLoss NoShadow = new(
        "shadow_missing", Coverage.NotEnforced, null, "consul has no mode that watches only: a deployment in shadow gets no entry", "watch the deployment at another hop");

    private static readonly CoverageLoss NoIdentity = new(
        "consul_identity_missing", Coverage.Narrower, null, "the deployment does not say in which trust domain its consul is, so that everything is refused",
        "give the deployment its `spiffeId`, `spiffe://TRUST-DOMAIN/ns/default/dc/DATACENTER/svc/SERVICE` with the service that `consul` names");

    private static readonly CoverageLoss NoGateway = new(
        "gateway_inexpressible", Coverage.Narrower, null, "the gateway before this hop has no SPIFFE ID of a service of the same consul, so that what it forwards is refused",
        "register the gateway in consul and give its hop the SPIFFE ID that it has there");

    private static readonly CoverageLoss TooLarge = new(
        "entry_too_large", Coverage.Narrower, null, "the rules do not fit into one entry of consul's, of which a service has one, so that everything is refused",
        "grant less at this deployment: fewer paths that overlap, fewer pipelines, or enforce it at another hop");

    private static readonly CoverageLoss GatewayOnly = new(
        "gateway_only", Coverage.Narrower, null, "consul would allow more than the policy here, and so admits nobody but the gateway before it, which decides in full",
        "resolve the losses of the grants, or set `narrower: accept`");

    private static readonly CoverageLoss Unlisted = new(
        "services_unlisted", Coverage.Narrower, null, "more services are somebody's than can be listed: a token counts beside the certificate of a principal that some grant here names, and beside no other",
        "let tokens come through a gateway, give principals only such SPIFFE IDs as they use, or set `narrower: accept`");

    public static HopCoverage Of(PrincipalDirectory directory, DeploymentPolicy policy, int hop)
    {
        var placement = ConsulPlacement.Of(policy.Deployment);
        if (ReasonNotToEnforce(policy.Deployment, placement, hop) is { } reason)
            return new HopCoverage(Target.Consul, hop, [reason], []);
        var plan = IntentionPlan.Of(directory, policy, placement!);
        return new HopCoverage(
            Target.Consul, hop, [.. Losses(directory, policy, plan)], [.. ConsulResiduals.Of(directory, policy, plan)], plan.IsGatewayOnly);
    }

    private static readonly CoverageLoss Datacenters = new(
        "datacenters_mixed", Coverage.Narrower, null, "different principals have SPIFFE IDs that differ in the datacenter only, at which consul does not look: who has one of them is refused",
        "give each principal a service name of its own, or set `narrower: accept`");

    /// <summary>Whether there are entries for the deployment.</summary>
    public static bool IsEnforced(Deployment deployment) => ReasonNotToEnforce(deployment, ConsulPlacement.Of(deployment), deployment.Hops.Count - 1) is null;

    private static CoverageLoss? ReasonNotToEnforce(Deployment deployment, ConsulPlacement? placement, int hop)
    {
        if (hop < deployment.Hops.Count - 1)
            return NotLast;
        if (placement is null)
            return NoService;
        return deployment.Mode == Mode.Shadow ? NoShadow : null;
    }

    private static IEnumerable<CoverageLoss> Losses(PrincipalDirectory directory, DeploymentPolicy policy, IntentionPlan plan)
    {
        if (plan.Placement.TrustDomain is null)
            return [NoIdentity];
        if (plan.IsTooLarge)
            return [TooLarge];
        var sources = new IntentionSources(directory, policy, plan.Placement);
        var isHttp = policy.Deployment.Protocol != Protocol.Tcp;
        return
        [
            .. plan.Placement.IsLaterHop && plan.Placement.Gateway is null ? [NoGateway] : (CoverageLoss[])[],
            .. plan.IsGatewayOnly ? [GatewayOnly] : (CoverageLoss[])[],
            .. sources.IsCrowded && !plan.IsGatewayOnly && policy.Rules.Any(r => r.Effect == Effect.Allow) ? [Unlisted] : (CoverageLoss[])[],
            .. sources.Taken.Any() ? [Datacenters] : (CoverageLoss[])[],
            .. policy.Rules.Where(r => r.Effect == Effect.Allow && r.Principals.Members.Any(sources.IsInexpressible)).Select(OfCertificates),
            .. isHttp ? policy.Rules.SelectMany(r => GrantLosses.Of(directory, r)) : [],
            .. Unsubtracted(plan),
        ];
    }

    private static CoverageLoss OfCertificates(DeploymentRule rule) => new(
        "certificate_inexpressible", Coverage.Narrower, rule.Grant.Name,
        "an intention names a service of its own consul and no other SPIFFE ID: who has another is not known by certificate",
        "use SPIFFE IDs of the deployment's consul, tokens through a gateway, or set `narrower: accept`");

    /// <summary>A deny that stays in force nowhere is a loss of its own and of each grant that it should take from.</summary>
    private static IEnumerable<CoverageLoss> Unsubtracted(IntentionPlan plan) =>
        plan.Unsubtracted.GroupBy(pair => pair.Allow, pair => pair.Deny, StringComparer.Ordinal)
            .Select(g => Wider(g.Key, $"what {Quoted(g)} denies under its conditions is not taken from it"))
            .Concat(plan.Unsubtracted.GroupBy(pair => pair.Deny, pair => pair.Allow, StringComparer.Ordinal)
                .Select(g => Wider(g.Key, $"under its conditions it takes nothing from {Quoted(g)}")));

    private static CoverageLoss Wider(string grant, string lost) => new(
        "deny_unsubtracted", Coverage.Wider, grant, $"consul cannot deny by a token: {lost}",
        "deny without conditions, allow by exact values of the same claims, or enforce the deny at a hop before");

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"`{n}`"));
}
