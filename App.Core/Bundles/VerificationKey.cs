using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Core.Bundles;

/// <summary>A P-256 public key that bundles, key lists or freshness are verified with.</summary>
public sealed record VerificationKey
{
    internal VerificationKey(ECPoint point)
    {
        X = Base64UrlEncoder.Encode(point.X);
        Y = Base64UrlEncoder.Encode(point.Y);
        KeyId = Base64UrlEncoder.Encode(ToJsonWebKey().ComputeJwkThumbprint());
    }

    /// <summary>The RFC 7638 thumbprint (SHA-256, base64url).</summary>
    public string KeyId { get; }

    /// <summary>The point's first coordinate, base64url of 32 bytes (RFC 7518, section 6.2.1).</summary>
    public string X { get; }

    /// <summary>The point's second coordinate, likewise.</summary>
    public string Y { get; }

    /// <summary>The key for coordinates as a JWK has them.</summary>
    /// <exception cref="FormatException">They are not 32 bytes each, or not a point of the curve.</exception>
    public static VerificationKey FromCoordinates(string x, string y)
    {
        try
        {
            var point = new ECPoint { X = Base64UrlEncoder.DecodeBytes(x), Y = Base64UrlEncoder.DecodeBytes(y) };
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            return SigningKeys.PublicPartOf(key);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            throw new FormatException("the coordinates are not a point of the curve P-256", e);
        }
    }

    internal JsonWebKey ToJsonWebKey() =>
        new() { Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv = JsonWebKeyECTypes.P256, X = X, Y = Y, Kid = KeyId };
}
