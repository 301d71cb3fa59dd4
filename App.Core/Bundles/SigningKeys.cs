using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Core.Bundles;

/// <summary>Reads and writes P-256 keys as PEM. Keys are made where randomness may be used, by <c>ECDsa.Create(ECCurve.NamedCurves.nistP256)</c>.</summary>
public static class SigningKeys
{
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>Reads a private key: PKCS #8 (<c>PRIVATE KEY</c>) or SEC 1 (<c>EC PRIVATE KEY</c>), unencrypted. The caller disposes it.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    public static ECDsa ImportPrivatePem(string pem)
    {
        var key = Import(pem);
        if (HasPrivatePart(key))
            return key;
        key.Dispose();
        throw new FormatException("this is a public key: give the private key's PEM");
    }

    /// <summary>Reads a public key (<c>PUBLIC KEY</c>).</summary>
    /// <exception cref="FormatException">It is anything else; a private key too, for it has no business where public ones are read.</exception>
    public static VerificationKey ImportPublicPem(string pem)
    {
        using var key = Import(pem);
        return HasPrivatePart(key) ? throw new FormatException("this is a private key: give the public key's PEM") : PublicPartOf(key);
    }

    /// <summary>PKCS #8, unencrypted, with a final line feed.</summary>
    public static string ExportPrivatePem(ECDsa key) => key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>SubjectPublicKeyInfo, with a final line feed.</summary>
    public static string ExportPublicPem(VerificationKey key)
    {
        var point = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) };
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        return ecdsa.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    public static VerificationKey PublicPartOf(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return parameters.Curve.Oid?.Value == P256
            ? new VerificationKey(parameters.Q)
            : throw new FormatException("the key is not of curve P-256: make one with `accessctl keys new`");
    }

    private static ECDsa Import(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            _ = PublicPartOf(key);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            key.Dispose();
            throw e as FormatException ?? new FormatException("this is not one unencrypted EC key in PEM: make one with `accessctl keys new`", e);
        }
    }

    private static bool HasPrivatePart(ECDsa key)
    {
        try
        {
            return key.ExportParameters(includePrivateParameters: true).D is not null;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
