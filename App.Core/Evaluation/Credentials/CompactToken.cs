using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace AccessConsole.Core.Evaluation.Credentials;

/// <summary>A compact JWS taken apart, not verified: three segments of canonical unpadded base64url, header and payload JSON objects.</summary>
/// <param name="Header">Its members; <c>jku</c>, <c>x5u</c> and <c>x5c</c> among them are never looked at.</param>
public sealed record CompactToken(JsonElement Header, JsonElement Payload)
{
    public string? Algorithm => StringOf(Header, "alg");

    public string? KeyId => StringOf(Header, "kid");

    public string? Issuer => StringOf(Payload, ClaimNames.Issuer);

    public string? Audience => StringOf(Payload, "aud");

    /// <returns>Null where the text is not such a token, or demands an extension (<c>crit</c>) that nobody here knows.</returns>
    public static CompactToken? Parse(string text)
    {
        var segments = text.Split('.');
        if (segments.Length != 3 || !segments.All(IsCanonical))
            return null;
        return ParseObject(segments[0]) is { } header && ParseObject(segments[1]) is { } payload && !header.TryGetProperty("crit", out _)
            ? new CompactToken(header, payload)
            : null;
    }

    /// <summary>A time claim as seconds since 1970, where it is a number of whole value below 2^53.</summary>
    public double? Seconds(string claim) =>
        Payload.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number
        && number == Math.Floor(number) && Math.Abs(number) < 9_007_199_254_740_992d
            ? number
            : null;

    public bool Has(string claim) => Payload.TryGetProperty(claim, out _);

    /// <summary>What is no text (half a surrogate pair, escaped; bytes that are not UTF-8) is the name of nothing.</summary>
    private static string? StringOf(JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsCanonical(string segment)
    {
        var bytes = new byte[segment.Length];
        return Base64Url.DecodeFromChars(segment, bytes, out _, out var length) == OperationStatus.Done
            && Base64Url.EncodeToString(bytes.AsSpan(0, length)) == segment;
    }

    private static JsonElement? ParseObject(string segment)
    {
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(segment));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
