using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>An nginx that asks for client certificates, and clients that show it one of any kind.</summary>
internal sealed class TlsNginx : IAsyncDisposable
{
    private readonly Dictionary<ClientCertificate, X509Certificate2> certificates = [];
    private readonly string directory = Directory.CreateTempSubdirectory("access-tls-").FullName;

    public TlsNginx(NginxProgram program)
    {
        using var server = Forge.IssueServer("*.acme.example", "acme.example");
        File.WriteAllText(Path.Combine(directory, "server.pem"), server.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "server.key"), server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Rig = new NginxRig($"listen 127.0.0.1:$tlsPort ssl http2;\nssl_certificate {directory}/server.pem;\nssl_certificate_key {directory}/server.key;", program);
    }

    /// <summary>The authority of the trust domain that policies trust.</summary>
    public CertificateForge Forge { get; } = new("acme");

    /// <summary>An authority that nobody trusts.</summary>
    public CertificateForge Foreign { get; } = new("foreign");

    public NginxRig Rig { get; }

    public async ValueTask DisposeAsync()
    {
        await Rig.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        foreach (var certificate in certificates.Values)
            certificate.Dispose();
        Forge.Dispose();
        Foreign.Dispose();
    }

    /// <summary>The policy, with the authority of this rig behind each trust domain.</summary>
    public PolicyDocument WithBundle(PolicyDocument document) => document with
    {
        IdentityProviders = [.. document.IdentityProviders.Select(p => p.Spiffe is { } spiffe ? p with { Spiffe = spiffe with { TrustBundle = Forge.Bundle } } : p)],
    };

    public X509Certificate2? CertificateFor(ClientCertificate kind)
    {
        if (kind.Kind == ClientCertificateKind.None)
            return null;
        if (!certificates.TryGetValue(kind, out var certificate))
            certificates[kind] = certificate = Issue(kind);
        return certificate;
    }

    private X509Certificate2 Issue(ClientCertificate kind) => kind.Kind switch
    {
        ClientCertificateKind.Valid => Forge.Issue(kind.SpiffeId!),
        ClientCertificateKind.TwoUris => Forge.Issue("spiffe://acme.example/ci/build", "spiffe://acme.example/ci/deploy"),
        ClientCertificateKind.ForeignTrustDomain => Forge.Issue("spiffe://other.example/ci/build"),
        ClientCertificateKind.UntrustedIssuer => Foreign.Issue("spiffe://acme.example/ci/build"),
        ClientCertificateKind.WithoutUri => Forge.Issue([], ["spiffe.acme.example"], CertificateForge.LeafUsage),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <param name="request">The request line, and headers without Host.</param>
    /// <param name="intermediates">What the client shows besides its own certificate.</param>
    public async Task<WireResponse> Send(
        string request, X509Certificate2? certificate, string serverName = NginxPolicies.Host, string host = NginxPolicies.Host, params X509Certificate2[] intermediates)
    {
        using var connection = new WireConnection(Rig.Tls, stream => Secure(stream, certificate, serverName, intermediates));
        var head = request.Contains(" HTTP/1.1", StringComparison.Ordinal) ? request.TrimEnd() : $"{request} HTTP/1.1";
        return await connection.Send($"{head}\r\nHost: {host}\r\n\r\n");
    }

    private static async Task<Stream> Secure(Stream stream, X509Certificate2? certificate, string serverName, X509Certificate2[] intermediates)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, [.. intermediates], offline: true),
            AllowTlsResume = false,
            // The server is ours and on loopback; what is tested is its view of the client.
#pragma warning disable CA5359
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        });
        return tls;
    }
}
