using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>What tokens that name a principal say: an issuer, and exact claims.</summary>
/// <param name="Claims">By name; the last is the one that differs among pipelines of one organization.</param>
internal sealed record TokenName(string Issuer, ValueList<KeyValuePair<string, string>> Claims)
{
    /// <summary>Null where tokens name the principal in no way.</summary>
    public static TokenName? Of(PrincipalDirectory directory, Principal principal)
    {
        if (ProviderOf(principal) is not { } name || directory.FindProvider(name)?.Oidc is not { } settings)
            return null;
        return principal.Pipeline is { } pipeline
            ? OfPipeline(settings, pipeline)
            : new TokenName(settings.Issuer, [.. principal.Workload!.Claims]);
    }

    /// <summary>The provider whose tokens may name the principal.</summary>
    public static string? ProviderOf(Principal principal) => principal.Pipeline?.Provider ?? principal.Workload?.Provider;

    /// <summary>The claims that name pipelines at a provider: the organization's and the pipeline's own.</summary>
    public static (string Organization, string Pipeline) ClaimsOf(OidcSettings settings) => settings.IdentifyBy switch
    {
        IdentifyBy.Uuid => (ClaimNames.OrganizationId, ClaimNames.PipelineId),
        IdentifyBy.Slug => (ClaimNames.OrganizationSlug, ClaimNames.PipelineSlug),
    };

    /// <summary>Whether one token could say what both say.</summary>
    public bool MayBe(TokenName other) =>
        Issuer == other.Issuer && Claims.All(mine => other.Claims.All(theirs => mine.Key != theirs.Key || mine.Value == theirs.Value));

    private static TokenName? OfPipeline(OidcSettings settings, Pipeline pipeline)
    {
        var (organization, own) = ClaimsOf(settings);
        var (first, second) = settings.IdentifyBy switch
        {
            IdentifyBy.Uuid => (pipeline.Organization.Id?.ToString(), pipeline.Id?.ToString()),
            IdentifyBy.Slug => (pipeline.Organization.Slug, pipeline.Slug),
        };
        return first is null || second is null
            ? null
            : new TokenName(settings.Issuer, [KeyValuePair.Create(organization, first), KeyValuePair.Create(own, second)]);
    }
}
