using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessConsole.Core.Bundles;

/// <summary>
/// JSON in the one form that OPA hashes (its <c>bundle/hash.go</c>; not RFC 8785): members in the order of their UTF-8 bytes, no white space, numbers
/// as they were written, strings as Go's <c>encoding/json</c> writes them without HTML escaping. Of members with the same name the last counts.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 128 };

    public static byte[] Of(JsonNode node)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(JsonSerializer.SerializeToElement(node), output);
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">The text is not JSON, holds unpaired surrogates or nests deeper than 128.</exception>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(json.Length, 256));
        using var document = JsonDocument.Parse(WithoutByteOrderMark(json), Reading);
        try
        {
            Write(document.RootElement, output);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("the text holds an unpaired surrogate", e);
        }

        return output.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;

    private static void Write(JsonElement value, IBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!, output);
                break;
            default:
                Encoding.UTF8.GetBytes(value.GetRawText(), output);
                break;
        }
    }

    private static void WriteObject(JsonElement value, IBufferWriter<byte> output)
    {
        var members = new SortedDictionary<string, JsonElement>(CodePointOrder.Instance);
        foreach (var member in value.EnumerateObject())
            members[member.Name] = member.Value;
        output.Write("{"u8);
        var separator = ReadOnlySpan<byte>.Empty;
        foreach (var (name, member) in members)
        {
            output.Write(separator);
            WriteString(name, output);
            output.Write(":"u8);
            Write(member, output);
            separator = ","u8;
        }

        output.Write("}"u8);
    }

    private static void WriteArray(JsonElement value, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        var separator = ReadOnlySpan<byte>.Empty;
        foreach (var element in value.EnumerateArray())
        {
            output.Write(separator);
            Write(element, output);
            separator = ","u8;
        }

        output.Write("]"u8);
    }

    private static void WriteString(string text, IBufferWriter<byte> output)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\f' => escaped.Append("\\f"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' or '\u2028' or '\u2029' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        Encoding.UTF8.GetBytes(escaped.Append('"').ToString(), output);
    }

    /// <summary>Compares as UTF-8 bytes do, which is by code point; UTF-16 puts surrogates before U+E000 to U+FFFF.</summary>
    private sealed class CodePointOrder : IComparer<string>
    {
        public static readonly CodePointOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            var common = x.AsSpan().CommonPrefixLength(y);
            if (common == x!.Length || common == y!.Length)
                return x.Length - y!.Length;
            var (a, b) = (x[common], y[common]);
            return char.IsSurrogate(a) == char.IsSurrogate(b) ? a - b : char.IsSurrogate(a) ? 1 : -1;
        }
    }
}
