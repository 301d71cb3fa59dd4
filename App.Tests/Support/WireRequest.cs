using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using Identity = AccessConsole.Core.Model.SpiffeId;

namespace AccessConsole.Tests.Support;

/// <summary>A request as it goes over the wire, credentials unverified.</summary>
/// <param name="Headers">Besides Host.</param>
/// <param name="Certificate">What the connection's client certificate holds.</param>
public sealed record WireRequest(
    string Environment,
    string Service,
    string Method,
    string Path,
    ImmutableArray<KeyValuePair<string, string>> Headers,
    ClientCertificate Certificate,
    DateTimeOffset Time)
{
    /// <summary>The request as the evaluator sees it once the credentials are verified.</summary>
    public AccessRequest ToAccessRequest(TokenVerifier verifier) => new(
        new Caller(verifier.Verify(Headers, Environment, Service, Time), Certificate.ToEvidence()), Environment, Service, Method, Path, Time);
}

/// <param name="SpiffeId">The one URI SAN of a certificate that verifies.</param>
public sealed record ClientCertificate(ClientCertificateKind Kind, string? SpiffeId = null)
{
    public static readonly ClientCertificate None = new(ClientCertificateKind.None);

    public CertificateEvidence? ToEvidence() => Kind switch
    {
        ClientCertificateKind.None => null,
        ClientCertificateKind.Valid => new CertificateEvidence(Identity.Parse(SpiffeId!)),
        ClientCertificateKind.WithoutUri or ClientCertificateKind.TwoUris or ClientCertificateKind.ForeignTrustDomain
            or ClientCertificateKind.UntrustedIssuer => CertificateEvidence.Invalid,
    };
}

public enum ClientCertificateKind
{
    None,
    Valid,
    WithoutUri,
    TwoUris,
    ForeignTrustDomain,
    UntrustedIssuer,
}
