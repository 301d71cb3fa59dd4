using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>A key of any algorithm that a provider may name, and tokens signed by it.</summary>
internal sealed class SigningKey(SigningAlgorithm algorithm)
{
    private readonly string name = algorithm.ToString();
    private readonly RSA rsa = RSA.Create(2048);
    private readonly ECDsa ec = ECDsa.Create(algorithm switch
    {
        SigningAlgorithm.ES384 => ECCurve.NamedCurves.nistP384,
        SigningAlgorithm.ES512 => ECCurve.NamedCurves.nistP521,
        _ => ECCurve.NamedCurves.nistP256,
    });

    private bool IsEc => name.StartsWith("ES", StringComparison.Ordinal);

    private HashAlgorithmName Hash => new("SHA" + name[2..]);

    public Jwk Jwk
    {
        get
        {
            if (!IsEc)
                return new Jwk { Kty = "RSA", Kid = "key", N = Url(rsa.ExportParameters(false).Modulus!), E = "AQAB" };
            var point = ec.ExportParameters(false).Q;
            var curve = ec.KeySize switch { 256 => "P-256", 384 => "P-384", _ => "P-521" };
            return new Jwk { Kty = "EC", Kid = "key", Crv = curve, X = Url(point.X!), Y = Url(point.Y!) };
        }
    }

    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = name, ["kid"] = "key" };
        var signed = $"{Url(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Url(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        var data = Encoding.ASCII.GetBytes(signed);
        var padding = name.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return $"{signed}.{Url(IsEc ? ec.SignData(data, Hash) : rsa.SignData(data, Hash, padding))}";
    }

    private static string Url(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
