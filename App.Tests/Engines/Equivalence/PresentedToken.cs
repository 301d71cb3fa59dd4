using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>What the token of a request says, whatever it is worth.</summary>
internal static class PresentedToken
{
    /// <returns>Null where there is nothing to read.</returns>
    public static JsonObject? ClaimsOf(WireRequest wire) => Part(wire, 1);

    public static JsonObject? HeaderOf(WireRequest wire) => Part(wire, 0);

    private static JsonObject? Part(WireRequest wire, int index)
    {
        var parts = wire.Headers.IsEmpty ? [] : wire.Headers[0].Value.Split(' ')[^1].Split('.');
        if (parts.Length <= index || !Base64Url.IsValid(parts[index]))
            return null;
        try
        {
            return JsonNode.Parse(Base64Url.DecodeFromChars(parts[index])) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
