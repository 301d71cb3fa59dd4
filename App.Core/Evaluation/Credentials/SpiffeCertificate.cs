using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Evaluation.Credentials;

/// <summary>What SPIFFE asks of the certificate that a workload shows (X509-SVID, sections 2 and 4); who vouches for it is asked elsewhere.</summary>
public static class SpiffeCertificate
{
    private const string AlternativeNames = "2.5.29.17";
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <summary>Its one SPIFFE ID; null where it is none of a workload's.</summary>
    public static SpiffeId? IdOf(X509Certificate2 certificate)
    {
        try
        {
            return IsLeaf(certificate) && Uris(certificate) is [var uri] && SpiffeId.TryParse(uri, out var id) ? id : null;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether it signs what it says itself, and no certificates.</summary>
    internal static bool IsLeaf(X509Certificate2 certificate)
    {
        var usages = certificate.Extensions.OfType<X509KeyUsageExtension>().Select(u => u.KeyUsages).ToArray();
        return certificate.Extensions.OfType<X509BasicConstraintsExtension>().All(b => !b.CertificateAuthority)
            && usages is [var usage]
            && usage.HasFlag(X509KeyUsageFlags.DigitalSignature)
            && (usage & (X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign)) == 0;
    }

    /// <summary>The URIs among its alternative names.</summary>
    /// <exception cref="AsnContentException">The extension is malformed.</exception>
    internal static List<string> Uris(X509Certificate2 certificate)
    {
        var uris = new List<string>();
        foreach (var extension in certificate.Extensions.Where(e => e.Oid?.Value == AlternativeNames))
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag().HasSameClassAndValue(UriName))
                    uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriName));
                else
                    names.ReadEncodedValue();
            }
        }

        return uris;
    }
}
