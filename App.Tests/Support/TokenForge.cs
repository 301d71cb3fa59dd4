using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;

namespace AccessConsole.Tests.Support;

/// <summary>An OIDC issuer shaped like Buildkite's, which also makes every kind of bad token that an attacker would.</summary>
public sealed class TokenForge
{
    public const string Issuer = "https://agent.ci.example";
    public const string Audience = "https://access.acme.example";

    public static readonly TokenForge Shared = new();

    private readonly RSA rsa = RSA.Create(2048);
    private readonly ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA foreign = RSA.Create(2048);

    public JwkSet Keys => new() { Keys = [RsaJwk("rsa-1"), EcJwk("ec-1")] };

    /// <summary>A token as Buildkite signs it: RS256, or ES256 with the issuer's EC key.</summary>
    public string Sign(JsonObject payload, string algorithm = "RS256") => algorithm switch
    {
        "ES256" => Compact(new JsonObject { ["alg"] = "ES256", ["kid"] = "ec-1" }, payload, SignEc),
        _ => Compact(new JsonObject { ["alg"] = algorithm, ["kid"] = "rsa-1" }, payload, SignRsa),
    };

    /// <summary>A token whose claims are these bytes, whatever they are, and whose signature is good.</summary>
    public string SignBytes(ReadOnlySpan<byte> payload) => SignBytes(Header("RS256", "rsa-1").ToJsonString(), payload);

    /// <summary>The same with a header that is written like this.</summary>
    public string SignBytes(string header, ReadOnlySpan<byte> payload)
    {
        var signed = $"{Url(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Url(SignRsa(Encoding.ASCII.GetBytes(signed)))}";
    }

    public string SignWithForeignKey(JsonObject payload) =>
        Compact(Header("RS256", "rsa-1"), payload, data => foreign.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string SignWithUnknownKeyId(JsonObject payload) => Compact(Header("RS256", "nobody"), payload, SignRsa);

    public string WithoutKeyId(JsonObject payload) => Compact(new JsonObject { ["alg"] = "RS256" }, payload, SignRsa);

    public string Unsigned(JsonObject payload) => Compact(Header("none", "rsa-1"), payload, _ => []);

    /// <summary>HMAC with the public key as its secret: works where a verifier lets the token choose the algorithm.</summary>
    public string KeyConfused(JsonObject payload) =>
        Compact(Header("HS256", "rsa-1"), payload, data => HMACSHA256.HashData(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), data));

    /// <summary>Says ES256 of an RSA key's id.</summary>
    public string AlgorithmSwapped(JsonObject payload) => Compact(Header("ES256", "rsa-1"), payload, SignEc);

    /// <summary>An ECDSA signature in DER, which JWS does not use.</summary>
    public string SignEcAsDer(JsonObject payload) =>
        Compact(Header("ES256", "ec-1"), payload, data => ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    /// <summary>Carries its own key in the header, for verifiers that would take it.</summary>
    public string WithEmbeddedKey(JsonObject payload)
    {
        var header = Header("RS256", "rsa-1");
        header["jku"] = "https://evil.example/jwks";
        header["jwk"] = new JsonObject { ["kty"] = "RSA", ["n"] = Url(foreign.ExportParameters(false).Modulus!), ["e"] = "AQAB" };
        return Compact(header, payload, data => foreign.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public string WithCriticalExtension(JsonObject payload)
    {
        var header = Header("RS256", "rsa-1");
        header["crit"] = new JsonArray("b64");
        return Compact(header, payload, SignRsa);
    }

    public static string Tampered(string token)
    {
        var parts = token.Split('.');
        var payload = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        payload["build_branch"] = "tampered";
        return $"{parts[0]}.{Url(Encoding.UTF8.GetBytes(payload.ToJsonString()))}.{parts[2]}";
    }

    private static JsonObject Header(string algorithm, string kid) => new() { ["alg"] = algorithm, ["kid"] = kid };

    private byte[] SignRsa(byte[] data) => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private byte[] SignEc(byte[] data) => ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static string Compact(JsonObject header, JsonObject payload, Func<byte[], byte[]> sign)
    {
        var signed = $"{Url(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Url(Encoding.UTF8.GetBytes(payload.ToJsonString()))}";
        return $"{signed}.{Url(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private Jwk RsaJwk(string kid)
    {
        var parameters = rsa.ExportParameters(false);
        return new Jwk { Kty = "RSA", Kid = kid, Alg = "RS256", Use = "sig", N = Url(parameters.Modulus!), E = Url(parameters.Exponent!) };
    }

    private Jwk EcJwk(string kid)
    {
        var parameters = ec.ExportParameters(false);
        return new Jwk { Kty = "EC", Kid = kid, Crv = "P-256", X = Url(parameters.Q.X!), Y = Url(parameters.Q.Y!) };
    }

    private static string Url(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
