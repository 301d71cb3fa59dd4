using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation.Istio;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>
/// What bundles of the target istio may hold. An object always selects pods or a Service, since one that does not is for a whole namespace, or a whole mesh.
/// Policies allow or deny and call nothing of the mesh's own, and keys are inline, so that a bundle makes nobody fetch anything.
/// </summary>
internal static class IstioDialect
{
    private const string Group = "security.istio.io";
    private const string Version = "v1";

    public static readonly KubernetesDialect Instance = new(
        IstioCompiler.ResourcesPath,
        [
            new(Group, Version, "AuthorizationPolicy", "authorizationpolicies", Opens, ActionProblem, Placement.Problem),
            new(Group, Version, "RequestAuthentication", "requestauthentications", _ => false, KeysProblem, Placement.Problem),
            new(Group, Version, "PeerAuthentication", "peerauthentications", _ => false, Placement.Problem),
        ],
        ["istio.io/dry-run"]);

    /// <summary>Without rules an allow policy allows nothing.</summary>
    private static bool Opens(JsonObject spec) => (spec.Text("action") ?? "ALLOW") != "DENY" && spec["rules"] is JsonArray { Count: > 0 };

    private static string? ActionProblem(JsonObject spec) => (spec.Text("action") ?? "ALLOW") is "ALLOW" or "DENY" ? null : "has an action that is neither ALLOW nor DENY";

    private static string? KeysProblem(JsonObject spec) =>
        (spec["jwtRules"] as JsonArray ?? []).Any(rule => rule is not JsonObject known || known.Text("jwks") is null || known.ContainsKey("jwksUri") || known.ContainsKey("jwks_uri"))
            ? "has an issuer whose keys are not inline"
            : null;
}
