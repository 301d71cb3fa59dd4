using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Decisions;

/// <summary>What to do about a denial.</summary>
internal static class Remedies
{
    /// <returns>Null where the nearest grants say more.</returns>
    public static string? For(string reason) => reason switch
    {
        "unknown_environment" => "name an environment of the policy, or add it",
        "unknown_service" => "name a service that is deployed in this environment, or add the deployment",
        "token_invalid" => "ask for a new token for this very service and environment, from an identity provider of the policy",
        "missing_claim" => "have the job ask for the claim: `buildkite-agent oidc request-token --claim …`",
        "ambiguous_identity" => "show the token and the certificate of one and the same principal",
        "unknown_principal" => "show a credential of a pipeline or workload of the policy, or add the caller to it",
        "path_not_canonical" => "send the path in its one canonical spelling: no empty or dot segments, nothing percent-encoded that need not be",
        "method_unknown" => "use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS",
        "denied_by_grant" => "change or remove the grant that denies: no other grant outweighs it",
        _ => null,
    };

    /// <returns>Null for a failure that this version does not know.</returns>
    public static string? ForGrant(NearAnswer near) => near.Failed switch
    {
        "branch" => "build a branch that the grant names, without a tag, or widen its `when.branches`",
        "tag" => "build a tag that the grant names, or widen its `when.tags`",
        "source" => "start the build in a way that the grant names, or widen its `when.sources`",
        "queue" => "run the job in a queue that the grant names, or widen its `when.queues`",
        "cluster" => "run the job in a cluster that the grant names, or widen its `when.clusters`",
        "step" => "ask from a step that the grant names, or widen its `when.steps`",
        "valid_from" => "wait until then, or move the grant's `validFrom`",
        "expires" => "renew the grant: move its `expires`",
        "method" => "use a method that the grant's role permits, or add it to the role",
        "path" => "use a path that the grant's role permits, or add it to the role",
        "principal" => "add the caller to the grant's principals, or ask as one of them",
        _ => null,
    };
}
