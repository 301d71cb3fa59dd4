using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>Each way in which Linkerd is not exact, in words.</summary>
internal static class LinkerdLosses
{
    private const string ElsewhereToo = "enforce the deployment at a hop that reads tokens";

    public static readonly CoverageLoss NoWorkload = new(
        "kubernetes_missing", Coverage.NotEnforced, null, "linkerd finds a deployment by a port of its pods, and the deployment does not say which",
        "give the deployment `kubernetes` with `namespace`, `selector` and `port`");

    public static readonly CoverageLoss NotLast = new(
        "earlier_linkerd_hop", Coverage.NotEnforced, null, "linkerd enforces at the deployment's own pods, which are its last hop",
        "make linkerd the last hop, or enforce an earlier one by another engine");

    public static readonly CoverageLoss BehindGateway = new(
        "behind_gateway", Coverage.Wider, null, "linkerd sees the gateway before it and not for whom it calls: whatever the gateway forwards passes",
        "let the hop before it be exact and the environment ask for `exactness: at-least-one-hop`");

    public static readonly CoverageLoss Paths = new(
        "paths_inexpressible", Coverage.Narrower, null, "the paths overlap in more ways than linkerd's routes can tell apart, so that everything is refused",
        "use fewer paths with `{*}` beside others, or enforce the deployment by another engine");

    public static readonly CoverageLoss Ungoverned = new(
        "ungoverned_unseen", Coverage.Narrower, null, "linkerd can say who is let in and not who is meant: callers that `isolation: pipelines` leaves alone are refused",
        "set `isolation: all` and grant what they need, enforce the deployment by another engine, or set `narrower: accept`");

    public static CoverageLoss TokenOnly(DeploymentRule rule) => new(
        "no_certificate", Coverage.Narrower, rule.Grant.Name, "it is for principals without a SPIFFE ID of their own that a trust bundle vouches for, and linkerd reads no token",
        $"give each its own `spiffeId`, {ElsewhereToo}, or set `narrower: accept`");

    public static CoverageLoss ConditionOfAllow(DeploymentRule rule) => new(
        "conditions_unseen", Coverage.Narrower, rule.Grant.Name, "its conditions are about a build, of which a certificate says nothing, so that linkerd allows nothing by it",
        $"{ElsewhereToo}, or set `narrower: accept`");

    public static CoverageLoss ConditionOfDeny(DeploymentRule rule) => new(
        "conditions_unseen", Coverage.Narrower, rule.Grant.Name, "its conditions are about a build, of which a certificate says nothing, so that linkerd denies whatever the build",
        $"{ElsewhereToo}, or set `narrower: accept`");

    public static CoverageLoss DenyOnOpenPath(DeploymentRule rule) => new(
        "deny_on_open_path", Coverage.Wider, rule.Grant.Name, "a deny meets what is open to anyone, and linkerd has no way to let in everybody but some",
        "take what is open to anyone out of the deny, or enforce the deployment at a hop that denies");
}
