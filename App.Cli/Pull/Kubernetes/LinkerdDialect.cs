using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation.Linkerd;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>
/// What bundles of the target linkerd may hold. Servers always select pods; policies are for a Server or a route, never for a namespace. Only policies allow, and
/// Servers that do not deny by themselves.
/// </summary>
internal static class LinkerdDialect
{
    private const string Group = "policy.linkerd.io";
    private static readonly string[] Targets = ["Server", "HTTPRoute", "GRPCRoute"];

    public static readonly KubernetesDialect Instance = new(
        LinkerdCompiler.ResourcesPath,
        [
            new(Group, "v1beta3", "Server", "servers", spec => (spec.Text("accessPolicy") ?? "deny") != "deny", ServerProblem),
            new(Group, "v1beta3", "HTTPRoute", "httproutes", _ => false, RouteProblem),
            new(Group, "v1alpha1", "AuthorizationPolicy", "authorizationpolicies", _ => true, AuthenticationProblem, TargetProblem),
            new(Group, "v1alpha1", "MeshTLSAuthentication", "meshtlsauthentications", _ => false),
            new(Group, "v1alpha1", "NetworkAuthentication", "networkauthentications", _ => false),
            new(Group, "v1alpha1", "HTTPLocalRateLimitPolicy", "httplocalratelimitpolicies", _ => false, TargetProblem),
        ],
        []);

    private static string? ServerProblem(JsonObject spec) => spec.Object("podSelector") is { Count: > 0 } selector
        && (selector.Object("matchLabels") is { Count: > 0 } || selector["matchExpressions"] is JsonArray { Count: > 0 })
        ? null
        : "selects no pods by labels, so that it would be for a whole namespace";

    private static string? RouteProblem(JsonObject spec) =>
        spec["parentRefs"] is JsonArray { Count: > 0 } parents && parents.All(p => p is JsonObject parent && parent.Text("kind") == "Server" && parent.Text("namespace") is null)
            ? null
            : "attaches to something other than a Server of its namespace";

    /// <summary>A policy that asks for no authentication lets everybody in; where that is meant, the compiler names the networks.</summary>
    private static string? AuthenticationProblem(JsonObject spec) => spec["requiredAuthenticationRefs"] is JsonArray { Count: > 0 } ? null : "asks for no authentication";

    private static string? TargetProblem(JsonObject spec) =>
        spec.Object("targetRef") is { } target && Targets.Contains(target.Text("kind")) && target.Text("namespace") is null
            ? null
            : "is for something other than a Server or route of its namespace";
}
