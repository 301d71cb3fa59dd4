using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Components.Pages.Simulator;

/// <summary>A token that a person pastes to ask about its claims. Nothing is verified, and nothing but the claims goes on from here: a token is a secret, what it says is not.</summary>
public static class PastedToken
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The claims as JSON; null for a text that is no signed token.</summary>
    public static string? ClaimsOf(string text)
    {
        var token = text.Trim();
        if (token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            token = token[7..].TrimStart();
        if (token.Count(c => c == '.') != 2)
            return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64UrlEncoder.Decode(new JsonWebToken(token).EncodedPayload));
            return JsonSerializer.Serialize(claims.RootElement, Indented);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or FormatException or SecurityTokenException)
        {
            return null;
        }
    }
}
