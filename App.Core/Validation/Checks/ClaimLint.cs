using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Tells, for each grant that reads optional claims, the line by which a job asks for them: a token without them is denied.</summary>
internal static class ClaimLint
{
    private const string AnyEnvironment = "<environment>";
    private const string AnyService = "<service>";

    private const int MaxAudience = 500;

    public static void Check(ValidationContext context)
    {
        foreach (var grant in context.Grants)
        {
            if (grant.Object.Effect == Effect.Allow && FirstProvider(context, grant.Object) is { } oidc && Claims(oidc, grant.Object.When) is { Length: > 0 } claims)
                context.Warn(DiagnosticCodes.LintClaims, () => grant.At("/principals/pipelines"), () => Advice(context, grant.Object, oidc, claims));
        }
    }

    private static string Advice(ValidationContext context, Grant grant, OidcSettings oidc, string claims) =>
        $"the job must ask for the claims that identify it: `buildkite-agent oidc request-token --audience {Audience(context, grant, oidc)} --claim {claims}`";

    private static OidcSettings? FirstProvider(ValidationContext context, Grant grant)
    {
        foreach (var pipeline in context.Index.ChosenPipelines(grant.Principals.Pipelines))
        {
            if (context.Index.Providers.GetValueOrDefault(pipeline.Provider)?.Oidc is { } oidc)
                return oidc;
        }

        return null;
    }

    private static string Claims(OidcSettings oidc, Conditions when)
    {
        var claims = new List<string>();
        if (oidc.IdentifyBy == IdentifyBy.Uuid)
            claims.AddRange(["organization_id", "pipeline_id"]);
        AddClaims(claims, when.Queues, "queue_key", "queue_id");
        AddClaims(claims, when.Clusters, "cluster_name", "cluster_id");
        return string.Join(',', claims);
    }

    private static void AddClaims(List<string> claims, ValueList<Pattern> patterns, string byName, string byId)
    {
        if (patterns.Any(pattern => !QueueNameLint.IsId(pattern)))
            claims.Add(byName);
        if (patterns.Any(QueueNameLint.IsId))
            claims.Add(byId);
    }

    /// <summary>The audience of the one deployment that the grant reaches; with a placeholder for whatever there are several of.</summary>
    private static string Audience(ValidationContext context, Grant grant, OidcSettings oidc)
    {
        var environments = grant.Environments.Distinct().ToArray();
        var services = Services(context, grant).Take(2).ToArray();
        var audience = oidc.AudienceFor(environments is [var environment] ? environment : AnyEnvironment, services is [var service] ? service : AnyService);
        // To be copied whole; what no command would be given is shown short.
        return audience.Length <= MaxAudience ? audience : Shown.Text(audience);
    }

    private static IEnumerable<string> Services(ValidationContext context, Grant grant) =>
        context.Index.Roles.GetValueOrDefault(grant.Role) is not { } role
            ? []
            : role.Permissions.SelectMany(permission => context.Index.Chosen(permission.Services))
                .Where(service => grant.Environments.Any(environment => service.In(environment) is not null))
                .Select(service => service.Name).Distinct();
}
