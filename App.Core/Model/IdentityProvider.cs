namespace AccessConsole.Core.Model;

/// <summary>Who vouches for a caller: exactly one of an OIDC issuer and a SPIFFE trust domain.</summary>
public sealed record IdentityProvider : PolicyObject
{
    public override PolicyKind Kind => PolicyKind.IdentityProvider;

    public OidcSettings? Oidc { get; init; }

    public SpiffeSettings? Spiffe { get; init; }
}

/// <summary>How tokens of one OIDC issuer are verified and whom their claims name.</summary>
public sealed record OidcSettings
{
    public static readonly TimeSpan DefaultMaxTokenLifetime = TimeSpan.FromMinutes(10);

    public const string DefaultTokenHeader = "Authorization";

    /// <summary>Compared with <c>iss</c> to the letter.</summary>
    public required string Issuer { get; init; }

    /// <summary>The stem of the audience that a job's token carries; see <see cref="AudienceFor"/>.</summary>
    public required string Audience { get; init; }

    public AudienceScope AudienceScope { get; init; } = AudienceScope.Service;

    public IdentifyBy IdentifyBy { get; init; } = IdentifyBy.Uuid;

    public TimeSpan MaxTokenLifetime { get; init; } = DefaultMaxTokenLifetime;

    /// <summary>The one header a token is read from; <c>Bearer </c> is expected in <c>Authorization</c> only.</summary>
    public string TokenHeader { get; init; } = DefaultTokenHeader;

    /// <summary>Algorithms accepted; empty stands for the default, RS256 and ES256.</summary>
    public ValueList<SigningAlgorithm> Algorithms { get; init; }

    /// <summary>Where the keys are fetched; exactly one of this and <see cref="Jwks"/> is given.</summary>
    public string? JwksUri { get; init; }

    public JwkSet? Jwks { get; init; }

    public ValueList<SigningAlgorithm> EffectiveAlgorithms =>
        Algorithms.Count == 0 ? [SigningAlgorithm.RS256, SigningAlgorithm.ES256] : Algorithms;

    /// <summary>The audience that a token for this deployment must carry, as a single string.</summary>
    public string AudienceFor(string environment, string service) => AudienceScope switch
    {
        AudienceScope.Service => $"{Audience}/{environment}/{service}",
        AudienceScope.Environment => $"{Audience}/{environment}",
        AudienceScope.Provider => Audience,
    };
}

/// <summary>How narrow the audience of a token is. Narrower limits what a leaked token opens.</summary>
public enum AudienceScope
{
    Service,
    Environment,
    Provider,
}

/// <summary>Which claims name a Buildkite pipeline: UUIDs, which never change hands, or slugs.</summary>
public enum IdentifyBy
{
    Uuid,
    Slug,
}

/// <summary>Asymmetric JWS algorithms, named as in RFC 7518.</summary>
public enum SigningAlgorithm
{
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
}

/// <summary>A SPIFFE trust domain whose certificates may name callers.</summary>
public sealed record SpiffeSettings
{
    public required string TrustDomain { get; init; }

    /// <summary>Paths under which every SPIFFE ID belongs to CI, so that isolation governs it even when no pipeline has it.</summary>
    public ValueList<string> CiPaths { get; init; }

    /// <summary>PEM certificates or a SPIFFE JWKS; without it certificates of this trust domain are refused.</summary>
    public string? TrustBundle { get; init; }

    /// <summary>Whether the SPIFFE ID lies in this trust domain under one of <see cref="CiPaths"/>, by whole segments.</summary>
    public bool IsCi(SpiffeId id)
    {
        if (!string.Equals(id.TrustDomain, TrustDomain, StringComparison.Ordinal))
            return false;
        foreach (var path in CiPaths)
        {
            if (id.Path.StartsWith(path, StringComparison.Ordinal) && (id.Path.Length == path.Length || id.Path[path.Length] == '/'))
                return true;
        }

        return false;
    }
}
