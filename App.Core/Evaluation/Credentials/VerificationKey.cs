using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AccessConsole.Core.Model;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Core.Evaluation.Credentials;

/// <summary>A public key of an issuer with the one algorithm that it verifies: a token never chooses.</summary>
public sealed record VerificationKey(string KeyId, SigningAlgorithm Algorithm, Jwk Jwk)
{
    // Each of thousands of bundles writes the same few keys.
    private static readonly ConditionalWeakTable<Jwk, byte[]> Encoded = [];

    /// <summary>
    /// The keys of a set that a provider's tokens may be signed by. A key without id is never chosen by a token, one whose algorithm the
    /// provider does not accept verifies nothing, and of two keys with one id the first counts.
    /// </summary>
    public static ImmutableArray<VerificationKey> Of(OidcSettings settings, JwkSet keys)
    {
        var accepted = settings.EffectiveAlgorithms;
        var result = ImmutableArray.CreateBuilder<VerificationKey>();
        foreach (var jwk in keys.Keys)
        {
            if (jwk.Kid is { } kid && jwk.Use is null or "sig" && AlgorithmOf(jwk, accepted) is { } algorithm && result.All(k => k.KeyId != kid))
                result.Add(new VerificationKey(jwk.Kid!, algorithm, jwk));
        }

        return result.ToImmutable();
    }

    public AsymmetricAlgorithm ToPublicKey() => Jwk.Kty == "RSA"
        ? RSA.Create(new RSAParameters { Modulus = Decode(Jwk.N), Exponent = Decode(Jwk.E) })
        : ECDsa.Create(new ECParameters { Curve = CurveOf(Jwk.Crv), Q = new ECPoint { X = Decode(Jwk.X), Y = Decode(Jwk.Y) } });

    /// <summary>DER SubjectPublicKeyInfo (RFC 5280), the form that WebCrypto imports.</summary>
    public ReadOnlyMemory<byte> ToSubjectPublicKeyInfo() => Encoded.GetValue(Jwk, _ =>
    {
        using var key = ToPublicKey();
        return key.ExportSubjectPublicKeyInfo();
    });

    internal SecurityKey ToSecurityKey() => new JsonWebKey
    {
        Kty = Jwk.Kty,
        Kid = KeyId,
        N = Jwk.N,
        E = Jwk.E,
        Crv = Jwk.Crv,
        X = Jwk.X,
        Y = Jwk.Y,
    };

    private static SigningAlgorithm? AlgorithmOf(Jwk jwk, ValueList<SigningAlgorithm> accepted)
    {
        foreach (var algorithm in accepted)
        {
            if (Fits(algorithm, jwk) && (jwk.Alg is null || jwk.Alg == algorithm.ToString()))
                return algorithm;
        }

        return null;
    }

    private static bool Fits(SigningAlgorithm algorithm, Jwk jwk) => algorithm switch
    {
        SigningAlgorithm.ES256 => jwk is { Kty: "EC", Crv: "P-256" },
        SigningAlgorithm.ES384 => jwk is { Kty: "EC", Crv: "P-384" },
        SigningAlgorithm.ES512 => jwk is { Kty: "EC", Crv: "P-521" },
        SigningAlgorithm.RS256 or SigningAlgorithm.RS384 or SigningAlgorithm.RS512
            or SigningAlgorithm.PS256 or SigningAlgorithm.PS384 or SigningAlgorithm.PS512 => jwk.Kty == "RSA",
    };

    private static ECCurve CurveOf(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => throw new FormatException($"`{name}` is not a curve of RFC 7518"),
    };

    private static byte[] Decode(string? base64Url) => Base64UrlEncoder.DecodeBytes(base64Url ?? "");
}
