using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Core.Bundles;

/// <summary>Compact JWS (RFC 7515) with ES256, a <c>kid</c> and a <c>typ</c> of its own for each use, so that none passes for another (RFC 8725, section 3.11).</summary>
internal static class Jws
{
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = 4 << 20 };

    public static async ValueTask<string> SignAsync(string type, JsonObject payload, ISigner signer, CancellationToken cancellationToken)
    {
        var header = new JsonObject { ["alg"] = SecurityAlgorithms.EcdsaSha256, ["kid"] = signer.KeyId, ["typ"] = type };
        var signed = $"{Base64UrlEncoder.Encode(CanonicalJson.Of(header))}.{Base64UrlEncoder.Encode(CanonicalJson.Of(payload))}";
        var signature = await signer.SignAsync(Encoding.ASCII.GetBytes(signed), cancellationToken);
        return $"{signed}.{Base64UrlEncoder.Encode(signature)}";
    }

    /// <summary>The payload of a JWS that one of the keys signed for this use.</summary>
    public static Verification<JwsPayload> Verify(string jws, string type, IReadOnlyCollection<VerificationKey> keys)
    {
        if (Read(jws) is not { } token || token.Typ != type)
            return new Refusal(RefusalKind.Malformed, $"the signature is not a compact JWS of type `{type}`").Of<JwsPayload>();
        if (keys.FirstOrDefault(key => key.KeyId == token.Kid) is not { } key)
            return new Refusal(RefusalKind.UnknownKey, $"the signature names the key `{token.Kid}`, which is not among the {keys.Count} accepted").Of<JwsPayload>();
        return IsSignedBy(key, token)
            ? new(new JwsPayload(key.KeyId, JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload)).RootElement))
            : new Refusal(RefusalKind.Signature, $"the signature is not one of the key `{key.KeyId}` that it names").Of<JwsPayload>();
    }

    private static JsonWebToken? Read(string jws)
    {
        try
        {
            return Handler.CanReadToken(jws) ? Handler.ReadJsonWebToken(jws) : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException or JsonException)
        {
            return null;
        }
    }

    private static bool IsSignedBy(VerificationKey key, JsonWebToken token)
    {
        var parameters = new TokenValidationParameters
        {
            IssuerSigningKey = key.ToJsonWebKey(),
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        };

        // Without a configuration to fetch there is nothing to wait for: the task is complete when it is returned.
        return Handler.ValidateTokenAsync(token, parameters).GetAwaiter().GetResult().IsValid;
    }
}

/// <param name="KeyId">The key that signed it.</param>
internal sealed record JwsPayload(string KeyId, JsonElement Content);
