using System.Text.Json;

namespace AccessConsole.Core.Import.Requests;

/// <summary>Tells by its beginning what a text is written in.</summary>
internal static class RequestFormats
{
    public static RequestFormat Of(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        return text switch
        {
            [(byte)'[', ..] => RequestFormat.Json,
            [(byte)'{', ..] => IsAlone(FirstLine(text)) && text[FirstLine(text).Length..].IndexOfAnyExcept(" \t\r\n"u8) >= 0 ? RequestFormat.JsonLines : RequestFormat.Json,
            _ => IsYaml(WithoutComments(text)) ? RequestFormat.Yaml : RequestFormat.Csv,
        };
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'\r', (byte)'\n') is var end and >= 0 ? text[..end] : text;

    private static ReadOnlySpan<byte> WithoutComments(ReadOnlySpan<byte> text)
    {
        while (text is [(byte)'#', ..])
            text = text[FirstLine(text).Length..].TrimStart(" \t\r\n"u8);
        return text;
    }

    /// <summary>Whether the line begins an item, a document or a member; no column's name has a colon.</summary>
    private static bool IsYaml(ReadOnlySpan<byte> text)
    {
        var line = FirstLine(text).TrimEnd(" \t"u8);
        return line is [(byte)'-', ..] || line is [.., (byte)':'] || line.IndexOf(": "u8) > 0;
    }

    private static bool IsAlone(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        try
        {
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
