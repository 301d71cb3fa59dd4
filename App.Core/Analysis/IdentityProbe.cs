using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>A caller that shows an identity, put to a policy: the evaluator's own identification says who that is.</summary>
internal static class IdentityProbe
{
    private const string Nobody = "(nobody's)";
    private const string NobodysPath = "/nobodys.path";

    private static readonly string[] IdentityClaims =
        [ClaimNames.OrganizationId, ClaimNames.PipelineId, ClaimNames.OrganizationSlug, ClaimNames.PipelineSlug];

    private static readonly DeploymentGuard ForPipelines = DeploymentGuard.Of(new Deployment { Environment = "", Isolation = Isolation.Pipelines });

    public static Standing Ask(PrincipalDirectory directory, IdentityRef identity)
    {
        var caller = CallerOf(directory, identity, new Dictionary<string, ClaimValue>());
        var found = Identification.Of(directory, caller);
        return new Standing(found.Principal, found.Reason is not null, Governance.Governs(directory, ForPipelines, caller), IdentitySpace.Of(directory, identity));
    }

    /// <param name="others">Claims that the token holds besides those of the identity; identity claims that nobody gives name nobody.</param>
    public static Caller CallerOf(PrincipalDirectory directory, IdentityRef identity, IReadOnlyDictionary<string, ClaimValue> others) => identity.Kind switch
    {
        IdentityKind.NoCredential => Caller.Unidentified,
        IdentityKind.Token or IdentityKind.AnyToken => new Caller(TokenOf(directory, identity, others)),
        IdentityKind.Certificate or IdentityKind.AnyCertificate => new Caller(Certificate: CertificateOf(directory, identity)),
    };

    /// <summary>The claims of a token that shows the identity, besides its issuer.</summary>
    public static Dictionary<string, ClaimValue> ClaimsOf(IdentityRef identity, IReadOnlyDictionary<string, ClaimValue> others)
    {
        var claims = IdentityClaims.ToDictionary(name => name, _ => ClaimValue.Of(Nobody), StringComparer.Ordinal);
        foreach (var (name, value) in others)
            claims[name] = value;
        foreach (var (name, value) in identity.Claims)
            claims[name] = ClaimValue.Of(value);
        return claims;
    }

    /// <summary>The SPIFFE ID of a certificate that shows the identity.</summary>
    public static SpiffeId SpiffeIdOf(IdentityRef identity) =>
        identity.SpiffeId ?? SpiffeId.Parse($"spiffe://{identity.TrustDomain}{identity.UnderPath}{NobodysPath}");

    private static TokenEvidence TokenOf(PrincipalDirectory directory, IdentityRef identity, IReadOnlyDictionary<string, ClaimValue> others)
    {
        if (directory.FindIssuer(identity.Issuer!) is not { } provider)
            return TokenEvidence.Invalid(TokenDefect.Issuer);
        return TokenEvidence.Verified(provider.Name, new TokenClaims(ClaimsOf(identity, others)));
    }

    private static CertificateEvidence CertificateOf(PrincipalDirectory directory, IdentityRef identity)
    {
        if (directory.FindTrustDomain(identity.TrustDomain!) is null)
            return CertificateEvidence.Invalid;
        return new CertificateEvidence(SpiffeIdOf(identity));
    }
}

/// <summary>Who an identity is to a policy.</summary>
/// <param name="Principal">The principal it names; null for none.</param>
/// <param name="IsRefused">Whether it is refused whatever it asks for.</param>
/// <param name="IsGovernedAsCi">Whether isolation of pipelines governs it.</param>
/// <param name="Space">The claims that it can show besides its own without naming somebody else.</param>
internal readonly record struct Standing(Principal? Principal, bool IsRefused, bool IsGovernedAsCi, Diagram Space)
{
    /// <summary>Whether both are treated alike wherever no rule names their principals.</summary>
    public bool IsLike(Standing other) => IsRefused == other.IsRefused && IsGovernedAsCi == other.IsGovernedAsCi && Space.Equals(other.Space);
}
