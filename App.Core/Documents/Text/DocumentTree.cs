using System.Text;
using System.Text.Unicode;
using AccessConsole.Core.Diagnostics;

namespace AccessConsole.Core.Documents.Text;

/// <summary>Reads a text into a tree, refusing what is too large or no UTF-8 first.</summary>
internal static class DocumentTree
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\ufeff"u8;

    /// <summary>The tree, or null once it has been reported why there is none.</summary>
    public static DocumentNode? Read(ReadOnlySpan<byte> text, DocumentFormat format, ProblemList problems, bool anyCharacter = false)
    {
        try
        {
            return ReadChecked(Checked(text), format, new TreeBuilder(problems, anyCharacter)) ?? throw UnreadableTextException.At(
                DiagnosticCodes.DocumentEmpty, "the document is empty: begin with `apiVersion: access/v1`", 1, 1);
        }
        catch (UnreadableTextException e)
        {
            problems.Add(e.Problem);
            return null;
        }
    }

    /// <summary>The text without its mark.</summary>
    /// <exception cref="UnreadableTextException">It is too large, or no UTF-8.</exception>
    public static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> text)
    {
        CheckSize(text);
        if (text.StartsWith(ByteOrderMark))
            text = text[ByteOrderMark.Length..];
        CheckEncoding(text);
        return text;
    }

    /// <summary>The text without its mark, unchecked.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> text) => text.Span.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;

    private static DocumentNode? ReadChecked(ReadOnlySpan<byte> text, DocumentFormat format, TreeBuilder builder) => format switch
    {
        DocumentFormat.Yaml => YamlTree.Read(Encoding.UTF8.GetString(text), builder),
        DocumentFormat.Json => JsonTree.Read(text, builder),
    };

    private static void CheckSize(ReadOnlySpan<byte> text)
    {
        if (text.Length > DocumentLimits.TextBytes)
            throw UnreadableTextException.At(DiagnosticCodes.TextTooLarge, $"the document is larger than {DocumentLimits.TextBytes / (1024 * 1024)} MB", 1, 1);
    }

    private static void CheckEncoding(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
            return;
        var (line, column) = (1, 1);
        while (Rune.DecodeFromUtf8(text, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + 1);
            text = text[consumed..];
        }

        throw UnreadableTextException.At(DiagnosticCodes.TextNotUtf8, "the text is not UTF-8 from here on: save it as UTF-8", line, column);
    }
}
