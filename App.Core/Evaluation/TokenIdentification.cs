using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Evaluation;

/// <summary>Whom a verified token names: a pipeline by its identity claims, or a workload by exact claims. Never by <c>sub</c> alone.</summary>
internal static class TokenIdentification
{
    public const string TwoPrincipals = "the token's claims name more than one principal";

    public static Identification Of(PrincipalDirectory directory, TokenEvidence token)
    {
        if (directory.OfProvider(token.Provider) is not { } provider)
            return new Identification(null);
        var identifyBy = provider.Settings.IdentifyBy;
        var workload = Workload(provider, token, out var several);
        if (several)
            return new Identification(null, DecisionReason.AmbiguousIdentity, TwoPrincipals);
        if (!provider.NamesPipelines)
            return new Identification(workload);
        if (MissingClaims(identifyBy, token.Claims) is { } missing)
            return workload is null ? new Identification(null, DecisionReason.MissingClaim, missing) : new Identification(workload);
        var pipeline = Pipeline(provider, token, identifyBy);
        return pipeline is not null && workload is not null
            ? new Identification(null, DecisionReason.AmbiguousIdentity, TwoPrincipals)
            : new Identification(pipeline ?? workload);
    }

    private static Principal? Pipeline(ProviderPrincipals provider, TokenEvidence token, IdentifyBy identifyBy) => identifyBy switch
    {
        IdentifyBy.Uuid => token.Claims.PipelineUuids is { } uuids ? provider.FindPipelineByUuids(uuids) : null,
        IdentifyBy.Slug => provider.FindPipelineBySlug(token.Claims.OrganizationSlug.Text, token.Claims.PipelineSlug.Text),
    };

    private static Principal? Workload(ProviderPrincipals provider, TokenEvidence token, out bool several)
    {
        Principal? found = null;
        several = false;
        foreach (var candidate in provider.Workloads)
        {
            if (!HasClaims(token.Claims, candidate.Workload!.Claims))
                continue;
            several |= found is not null;
            found = candidate;
        }

        return found;
    }

    private static bool HasClaims(TokenClaims claims, ValueMap wanted)
    {
        foreach (var (name, value) in wanted)
        {
            var claim = claims[name];
            if (!claim.IsString || !string.Equals(claim.Text, value, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    /// <summary>What the job must ask for, or null where both identity claims are strings. Both claims are named: asking for one is of no use.</summary>
    private static string? MissingClaims(IdentifyBy identifyBy, TokenClaims claims) => identifyBy switch
    {
        IdentifyBy.Uuid => claims.OrganizationId.IsString && claims.PipelineId.IsString
            ? null
            : MissingUuidClaims,
        IdentifyBy.Slug => claims.OrganizationSlug.IsString && claims.PipelineSlug.IsString
            ? null
            : MissingSlugClaims,
    };

    private const string MissingUuidClaims =
        "the token lacks `organization_id` or `pipeline_id` as a string: ask for it with `--claim organization_id,pipeline_id`";

    private const string MissingSlugClaims =
        "the token lacks `organization_slug` or `pipeline_slug` as a string: ask for it with `--claim organization_slug,pipeline_slug`";
}
