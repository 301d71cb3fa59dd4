using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Tests.SignIn;

/// <summary>An ID token that is being made into another.</summary>
/// <param name="Key">Signs it under the provider's own key id; null leaves it unsigned, with <c>alg</c> none.</param>
public sealed record ForgedIdToken(JsonObject Claims, RsaSecurityKey? Key)
{
    public static ForgedIdToken Of(string token, RsaSecurityKey key) =>
        new(JsonNode.Parse(Base64UrlEncoder.Decode(new JsonWebToken(token).EncodedPayload))!.AsObject(), key);

    public ForgedIdToken With(string claim, JsonNode? value)
    {
        Claims[claim] = value;
        return this;
    }

    public string Write() => Key is { } key
        ? new JsonWebTokenHandler().CreateToken(Claims.ToJsonString(), new SigningCredentials(key, SecurityAlgorithms.RsaSha256))
        : $"{Encoded("""{"alg":"none","typ":"JWT"}""")}.{Encoded(Claims.ToJsonString())}.";

    private static string Encoded(string json) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(json));
}
