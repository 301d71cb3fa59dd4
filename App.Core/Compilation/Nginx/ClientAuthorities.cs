using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>The certificate authorities of trust bundles.</summary>
internal static class ClientAuthorities
{
    private static readonly ConditionalWeakTable<PrincipalDirectory, StrongBox<bool>> Hiding = [];

    /// <summary>The authorities of all trust domains as PEM, each once, in an order that depends on nothing but them.</summary>
    public static ImmutableArray<string> Of(PrincipalDirectory directory) =>
        [.. directory.Providers.Select(p => p.Spiffe).OfType<SpiffeSettings>().SelectMany(s => TrustBundles.Of(s)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether nginx, which verifies against all bundles at once, cannot tell trust domains apart by itself.</summary>
    public static bool AreSeveral(PrincipalDirectory directory) => directory.Providers.Count(p => p.Spiffe?.TrustBundle is not null) > 1;

    /// <summary>
    /// Whether a certificate that some intermediate issued may be right and yet be refused, for want of seeing that intermediate. An authority
    /// with a path length of 0 has none: nginx refuses whatever one of its would have issued.
    /// </summary>
    public static bool MayHideIntermediates(PrincipalDirectory directory) => Hiding.GetValue(
        directory, d => new StrongBox<bool>(AreSeveral(d) && Of(d).Any(MayHaveIntermediates))).Value;

    /// <summary>Writes what access.js needs to tell whether one of these signed a certificate: name and key.</summary>
    public static void Write(Utf8JsonWriter json, SpiffeSettings settings)
    {
        json.WriteStartArray("authorities");
        foreach (var pem in TrustBundles.Of(settings))
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            json.WriteStartObject();
            json.WriteBase64String("subject", DerContent(certificate.SubjectName.RawData));
            json.WriteBase64String("spki", certificate.PublicKey.ExportSubjectPublicKeyInfo());
            using var key = certificate.GetECDsaPublicKey();
            if (key is not null)
                json.WriteString("curve", $"P-{key.KeySize}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool MayHaveIntermediates(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { HasPathLengthConstraint: true, PathLengthConstraint: 0 };
    }

    private static ReadOnlySpan<byte> DerContent(byte[] der) =>
        AsnDecoder.ReadEncodedValue(der, AsnEncodingRules.DER, out var start, out var length, out _).IsConstructed ? der.AsSpan(start, length) : [];
}
