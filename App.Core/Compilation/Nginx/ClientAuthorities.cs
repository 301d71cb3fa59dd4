using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>The certificate authorities of the policy's trust bundles, for <c>nginx/client-ca.pem</c>.</summary>
internal static class ClientAuthorities
{
    /// <summary>PEM certificates, each once, in an order that depends on nothing but them.</summary>
    public static ImmutableArray<string> Of(PolicySet policy) =>
    [
        .. policy.Providers.Values.Select(p => p.Spiffe?.TrustBundle).OfType<string>().SelectMany(Certificates)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Certificates(string bundle) =>
        bundle.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal) ? OfKeySet(bundle) : OfPem(bundle);

    private static List<string> OfPem(string bundle)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(bundle);
        var result = new List<string>();
        foreach (var certificate in certificates)
        {
            result.Add(certificate.ExportCertificatePem());
            certificate.Dispose();
        }

        return result;
    }

    /// <summary>A SPIFFE bundle: the authority is the first certificate of a key for X.509; keys of other uses are none of ours.</summary>
    private static IEnumerable<string> OfKeySet(string bundle)
    {
        using var json = JsonDocument.Parse(bundle);
        return [.. json.RootElement.GetProperty("keys").EnumerateArray().SelectMany(CertificatesOfKey)];
    }

    private static IEnumerable<string> CertificatesOfKey(JsonElement key) =>
        key.TryGetProperty("use", out var use) && use.ValueEquals("x509-svid") && key.TryGetProperty("x5c", out var chain) && chain.GetArrayLength() > 0
            ? [PemEncoding.WriteString("CERTIFICATE", chain[0].GetBytesFromBase64())]
            : [];
}
