using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Diagnosis;

/// <summary>How a job asks for a token: the line with the audience of one deployment and the claims that are wanted there.</summary>
public static class TokenRequest
{
    /// <summary>Claims that a token has only where the job asks for them, in the order in which lines name them.</summary>
    private static readonly string[] OnDemand =
        [ClaimNames.OrganizationId, ClaimNames.PipelineId, ClaimNames.ClusterId, ClaimNames.ClusterName, ClaimNames.QueueId, ClaimNames.QueueKey];

    /// <summary>The claims to ask for so that the token names its pipeline.</summary>
    public static string[] IdentityClaims(OidcSettings settings) => settings.IdentifyBy switch
    {
        IdentifyBy.Uuid => [ClaimNames.OrganizationId, ClaimNames.PipelineId],
        IdentifyBy.Slug => [],
    };

    /// <param name="claims">What is wanted; claims that are there anyway are left out.</param>
    public static string Line(OidcSettings settings, DeploymentPolicy deployment, IEnumerable<string> claims)
    {
        var wanted = claims.ToHashSet(StringComparer.Ordinal);
        var asked = OnDemand.Where(wanted.Contains).ToArray();
        var audience = settings.AudienceFor(deployment.Environment.Name, deployment.Service.Name);
        return $"buildkite-agent oidc request-token --audience {audience}" + (asked.Length == 0 ? "" : $" --claim {string.Join(',', asked)}");
    }

    /// <summary>The claims that a condition reads, named as a near miss names it.</summary>
    internal static string[] ClaimsOf(Grant grant, string failed) => failed switch
    {
        "queue" => grant.When.Queues.All(q => q.IsUuid) ? [ClaimNames.QueueId] : [ClaimNames.QueueKey],
        "cluster" => grant.When.Clusters.All(c => c.IsUuid) ? [ClaimNames.ClusterId] : [ClaimNames.ClusterName],
        _ => [],
    };

    /// <summary>The line for each provider that pipelines have; null where there is none.</summary>
    internal static string? Advice(DeploymentPolicy deployment, PolicySet policy)
    {
        var lines = policy.Providers.Values.Where(p => p.Oidc is not null && policy.Principals.NamesPipelines(p.Name))
            .Select(p => $"`{Line(p.Oidc!, deployment, IdentityClaims(p.Oidc!))}`").Take(3).ToArray();
        return lines.Length == 0 ? null : $"in the job: {string.Join(" or ", lines)}";
    }
}
