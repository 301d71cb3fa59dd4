using System.Text.Json;

namespace AccessConsole.Core.Auditing.Exports;

/// <summary>The first line of an export: which events follow, and what leads from their leaves to a signed checkpoint.</summary>
/// <param name="From">The first event that follows.</param>
/// <param name="To">The event after the last that follows.</param>
/// <param name="Before">The roots of the complete subtrees over the events before <paramref name="From"/>, in the log's order.</param>
/// <param name="After">The roots of the complete subtrees from <paramref name="To"/> to the checkpoint's end, in the log's order.</param>
/// <param name="Checkpoint">The signed note.</param>
/// <param name="Earlier">That the checkpoint continues an earlier one, where that was asked for.</param>
public sealed record ExportHeader(
    long From, long To, IReadOnlyList<byte[]> Before, IReadOnlyList<byte[]> After, string Checkpoint, EarlierProof? Earlier = null)
{
    /// <summary>Named in the first line, so that nobody takes another file for an export.</summary>
    public const string Format = "access-audit-export/1";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("from", From);
        json.WriteNumber("to", To);
        WriteHashes(json, "before", Before);
        WriteHashes(json, "after", After);
        json.WriteString("checkpoint", Checkpoint);
        if (Earlier is not null)
        {
            json.WriteStartObject("earlier");
            json.WriteNumber("size", Earlier.Size);
            WriteHashes(json, "proof", Earlier.Proof);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <exception cref="FormatException">It is no export's first line.</exception>
    public static ExportHeader Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var header = document.RootElement;
            if (header.GetProperty("format").GetString() != Format)
                throw Malformed(null);
            return new ExportHeader(
                header.GetProperty("from").GetInt64(), header.GetProperty("to").GetInt64(), Hashes(header, "before"), Hashes(header, "after"),
                header.GetProperty("checkpoint").GetString() ?? "",
                header.TryGetProperty("earlier", out var earlier) ? new EarlierProof(earlier.GetProperty("size").GetInt64(), Hashes(earlier, "proof")) : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Malformed(e);
        }
    }

    private static void WriteHashes(Utf8JsonWriter json, string name, IReadOnlyList<byte[]> hashes)
    {
        json.WriteStartArray(name);
        foreach (var hash in hashes)
            json.WriteBase64StringValue(hash);
        json.WriteEndArray();
    }

    private static IReadOnlyList<byte[]> Hashes(JsonElement parent, string name) =>
        [.. parent.GetProperty(name).EnumerateArray().Select(hash => hash.GetBytesFromBase64())];

    private static FormatException Malformed(Exception? inner) =>
        new($"the first line is not that of an export of the audit log (`{Format}`): give the file as `GET /api/v1/audit/export` answers it", inner);
}

/// <param name="Size">Of the earlier checkpoint.</param>
/// <param name="Proof">As RFC 6962, section 2.1.2, has it.</param>
public sealed record EarlierProof(long Size, IReadOnlyList<byte[]> Proof);
