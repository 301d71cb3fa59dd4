using System.Text.Json;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>How a JWS algorithm (RFC 7518) is called by the Web Cryptography API.</summary>
internal static class WebCryptoParameters
{
    public static void Write(Utf8JsonWriter json, SigningAlgorithm algorithm)
    {
        var parameters = Of(algorithm);
        json.WriteStartObject("parameters");
        json.WriteString("name", parameters.Name);
        json.WriteString("hash", $"SHA-{parameters.HashBits}");
        if (parameters.Curve is { } curve)
            json.WriteString("namedCurve", curve);
        if (parameters.Name == "RSA-PSS")
            json.WriteNumber("saltLength", parameters.HashBits / 8);
        json.WriteEndObject();
        if (parameters.SignatureBytes > 0)
            json.WriteNumber("signatureBytes", parameters.SignatureBytes);
    }

    /// <summary>Only ECDSA signatures have a length of their own; an RSA signature is as long as its key.</summary>
    private static (string Name, int HashBits, string? Curve, int SignatureBytes) Of(SigningAlgorithm algorithm) => algorithm switch
    {
        SigningAlgorithm.RS256 => ("RSASSA-PKCS1-v1_5", 256, null, 0),
        SigningAlgorithm.RS384 => ("RSASSA-PKCS1-v1_5", 384, null, 0),
        SigningAlgorithm.RS512 => ("RSASSA-PKCS1-v1_5", 512, null, 0),
        SigningAlgorithm.PS256 => ("RSA-PSS", 256, null, 0),
        SigningAlgorithm.PS384 => ("RSA-PSS", 384, null, 0),
        SigningAlgorithm.PS512 => ("RSA-PSS", 512, null, 0),
        SigningAlgorithm.ES256 => ("ECDSA", 256, "P-256", 64),
        SigningAlgorithm.ES384 => ("ECDSA", 384, "P-384", 96),
        SigningAlgorithm.ES512 => ("ECDSA", 512, "P-521", 132),
    };
}
