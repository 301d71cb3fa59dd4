using System.Text;
using System.Text.Json;

namespace AccessConsole.Core.Auditing.Exports;

/// <summary>An event as a line of an export.</summary>
/// <param name="Leaf">Its leaf as the tree has it, made when the event was taken in.</param>
/// <param name="Canonical">The event's bytes as they are stored; null where they are gone.</param>
public sealed record ExportLine(long Sequence, byte[] Leaf, byte[]? Canonical)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", Sequence);
        json.WriteBase64String("leaf", Leaf);
        // As text within text: whatever was made of the bytes, the line stays a line, and whoever prints it anew changes nothing.
        if (Canonical is null)
            json.WriteNull("event");
        else
            json.WriteString("event", Encoding.UTF8.GetString(Canonical));
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">It is no line of an event.</exception>
    public static ExportLine Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var read = document.RootElement;
            var text = read.GetProperty("event").GetString();
            return new ExportLine(
                read.GetProperty("sequence").GetInt64(), read.GetProperty("leaf").GetBytesFromBase64(), text is null ? null : Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException("it is no event of an export", e);
        }
    }
}
