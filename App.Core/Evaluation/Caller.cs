using AccessConsole.Core.Model;

namespace AccessConsole.Core.Evaluation;

/// <summary>What is known of a caller after its credentials were checked: at most one token and at most one certificate.</summary>
/// <param name="Token">The token; null where the request carries none.</param>
/// <param name="Certificate">The client certificate; null where the connection has none.</param>
public sealed record Caller(TokenEvidence? Token = null, CertificateEvidence? Certificate = null)
{
    /// <summary>A caller without any credential.</summary>
    public static readonly Caller Unidentified = new();
}

/// <summary>A token that verified, or why it did not.</summary>
public sealed record TokenEvidence
{
    private TokenEvidence(TokenDefect? defect, string provider, TokenClaims claims) => (Defect, Provider, Claims) = (defect, provider, claims);

    /// <summary>Null where the token verified.</summary>
    public TokenDefect? Defect { get; }

    /// <summary>The identity provider by whose keys it verified.</summary>
    public string Provider { get; }

    public TokenClaims Claims { get; }

    public static TokenEvidence Invalid(TokenDefect defect) => new(defect, "", TokenClaims.Empty);

    public static TokenEvidence Verified(string provider, TokenClaims claims) => new(null, provider, claims);
}

/// <summary>A client certificate that verified by its trust domain's bundle, with the one SPIFFE ID it holds; or one that did not.</summary>
public sealed record CertificateEvidence(SpiffeId? SpiffeId)
{
    public static readonly CertificateEvidence Invalid = new((SpiffeId?)null);
}
