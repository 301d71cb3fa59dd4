using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>What tokens that name a principal say: an issuer, and exact claims.</summary>
/// <param name="Claims">By name; the last is the one that differs among principals which are written together.</param>
internal sealed record TokenName(string Issuer, ValueList<KeyValuePair<string, string>> Claims)
{
    // Istio reads the texts of these as lists, split at spaces.
    private static readonly ImmutableArray<string> SplitClaims = ["permission", "scope"];

    /// <summary>Null where tokens name the principal in no way, or in none that Istio can be told.</summary>
    public static TokenName? Of(PrincipalDirectory directory, Principal principal)
    {
        if ((principal.Pipeline?.Provider ?? principal.Workload?.Provider) is not { } name || directory.FindProvider(name)?.Oidc is not { } settings)
            return null;
        if (IsInexpressible(principal) || !IstioText.IsPlain(settings.Issuer))
            return null;
        return principal.Pipeline is { } pipeline
            ? OfPipeline(settings, pipeline)
            : new TokenName(settings.Issuer, [.. principal.Workload!.Claims]);
    }

    /// <summary>Whether the policy knows tokens of the principal that Istio cannot be told of.</summary>
    public static bool IsInexpressible(Principal principal) =>
        principal.Workload is { Provider: not null } workload && workload.Claims.Any(c => !IstioText.IsPlain(c.Value) || SplitClaims.Contains(c.Key));

    /// <summary>The claims that name pipelines at a provider: the organization's and the pipeline's own.</summary>
    public static (string Organization, string Pipeline) ClaimsOf(OidcSettings settings) => settings.IdentifyBy switch
    {
        IdentifyBy.Uuid => (ClaimNames.OrganizationId, ClaimNames.PipelineId),
        IdentifyBy.Slug => (ClaimNames.OrganizationSlug, ClaimNames.PipelineSlug),
    };

    /// <summary>The names as lists of conditions, one for all that differ in their last claim only.</summary>
    public static IEnumerable<IstioCondition[]> Together(IEnumerable<TokenName> names) =>
        from alike in names.Distinct().GroupBy(n => n with { Claims = [.. n.Claims.Take(n.Claims.Count - 1), KeyValuePair.Create(n.Claims[^1].Key, "")] })
        from chunk in Values.Chunks(alike.Select(n => n.Claims[^1].Value))
        select (IstioCondition[])
        [
            IstioCondition.Claim(ClaimNames.Issuer, alike.Key.Issuer),
            .. alike.Key.Claims.Take(alike.Key.Claims.Count - 1).Select(c => IstioCondition.Claim(c.Key, c.Value)),
            IstioCondition.Claim(alike.Key.Claims[^1].Key, chunk),
        ];

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
