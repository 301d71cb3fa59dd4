using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Evaluation;

/// <summary>Whom a caller's checked credentials name.</summary>
/// <param name="Principal">The principal; null where none is named or something is wrong.</param>
/// <param name="Reason">Why the caller is refused whatever it asks for; null where it is not.</param>
/// <param name="Detail">Says more of <paramref name="Reason"/>.</param>
internal readonly record struct Identification(Principal? Principal, DecisionReason? Reason = null, string? Detail = null)
{
    public const string BadCertificate = "certificate";
    public const string OtherCertificate = "the certificate names another principal than the token";
    public const string UnknownTokenBesideCertificate = "the token names no principal, but the certificate does";

    private static readonly Identification Nobody = new(null);

    public static Identification Of(PrincipalDirectory directory, Caller caller)
    {
        if (caller.Token is not { } token)
            return OfCertificateAlone(directory, caller.Certificate);
        if (token.Defect is { } defect)
            return new Identification(null, DecisionReason.TokenInvalid, defect.Name());
        var named = TokenIdentification.Of(directory, token);
        return named.Reason is null ? WithCertificate(directory, named.Principal, caller.Certificate) : named;
    }

    private static Identification OfCertificateAlone(PrincipalDirectory directory, CertificateEvidence? certificate)
    {
        if (certificate is null)
            return Nobody;
        if (certificate.SpiffeId is not { } id)
            return new Identification(null, DecisionReason.UnknownPrincipal, BadCertificate);
        // INVARIANT (shared SPIFFE IDs): an ID that several pipelines share narrows what a token says and by itself names nobody.
        var owners = directory.WithSpiffeId(id);
        return owners.Length == 1 ? new Identification(owners[0]) : Nobody;
    }

    private static Identification WithCertificate(PrincipalDirectory directory, Principal? principal, CertificateEvidence? certificate)
    {
        if (certificate is null)
            return new Identification(principal);
        if (certificate.SpiffeId is not { } id)
            return new Identification(null, DecisionReason.UnknownPrincipal, BadCertificate);
        var owners = directory.WithSpiffeId(id);
        if (owners.IsEmpty)
            return new Identification(principal);
        // Two identities on one request, one of them unregistered: not even grants to anyone take it.
        if (principal is null)
            return new Identification(null, DecisionReason.UnknownPrincipal, UnknownTokenBesideCertificate);
        return owners.Contains(principal)
            ? new Identification(principal)
            : new Identification(null, DecisionReason.AmbiguousIdentity, OtherCertificate);
    }
}
