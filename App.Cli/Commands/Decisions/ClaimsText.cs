using System.Text.Json;

namespace AccessConsole.Cli.Commands.Decisions;

/// <summary>Claims as command lines give them: JSON, or <c>@FILE</c> with JSON in it.</summary>
internal static class ClaimsText
{
    /// <exception cref="FormatException">It is no JSON object.</exception>
    public static void Write(Utf8JsonWriter json, string given)
    {
        var text = given.StartsWith('@') ? File.ReadAllText(given[1..]) : given;
        json.WritePropertyName("claims");
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException("the claims are no JSON object: give a decoded token's payload");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the claims are not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}; give a decoded token's payload", e);
        }

        // Word for word: whoever decides judges repeated members and odd numbers.
        json.WriteRawValue(text);
    }
}
