using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Evaluation.Credentials;

/// <summary>The certificate authorities that a trust domain's bundle holds, whichever form it has.</summary>
internal static class TrustBundles
{
    /// <summary>The authorities as PEM, each once, in an order that depends on nothing but them; none where there is no bundle.</summary>
    public static ImmutableArray<string> Of(SpiffeSettings settings)
    {
        if (settings.TrustBundle is not { } bundle)
            return [];
        var certificates = bundle.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal) ? OfKeySet(bundle) : OfPem(bundle);
        return [.. certificates.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

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
