using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>What Envoy's ext_authz filter sends to OPA (v3, with <c>include_peer_certificate</c>).</summary>
internal static class EnvoyInput
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly DateTimeOffset Year = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="host">The authority as the client wrote it.</param>
    public static JsonObject Of(WireRequest request, string host, string query = "")
    {
        var headers = new JsonObject { [":authority"] = host, [":method"] = request.Method, [":path"] = request.Path + query };
        // Envoy joins the values of one name.
        foreach (var header in request.Headers.GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase))
            headers[header.Key.ToLowerInvariant()] = string.Join(',', header.Select(h => h.Value));
        var http = new JsonObject { ["method"] = request.Method, ["path"] = request.Path + query, ["host"] = host, ["headers"] = headers };
        return new JsonObject { ["attributes"] = new JsonObject { ["request"] = new JsonObject { ["http"] = http }, ["source"] = Source(request.Certificate) } };
    }

    public static JsonObject Source(ClientCertificate certificate) => certificate.Kind switch
    {
        ClientCertificateKind.None => [],
        ClientCertificateKind.Valid => Peer(certificate.SpiffeId!),
        ClientCertificateKind.WithoutUri => Peer(),
        ClientCertificateKind.TwoUris => Peer($"spiffe://{PolicyGen.TrustDomain}/ci/build", $"spiffe://{PolicyGen.TrustDomain}/ci/deploy"),
        // Envoy ends the connection of an untrusted issuer; one of a domain without a bundle is left to tell.
        ClientCertificateKind.ForeignTrustDomain or ClientCertificateKind.UntrustedIssuer => Peer("spiffe://foreign.example/ci/build"),
    };

    private static JsonObject Peer(params string[] uris)
    {
        var request = new CertificateRequest("CN=peer", Key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("spiffe.acme.example");
        foreach (var uri in uris)
            names.AddUri(new Uri(uri));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(Year, Year.AddYears(50));
        return new JsonObject { ["principal"] = uris.FirstOrDefault() ?? "spiffe.acme.example", ["certificate"] = Uri.EscapeDataString(certificate.ExportCertificatePem()) };
    }
}
