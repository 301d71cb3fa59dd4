using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Import.Requests;

/// <summary>A file of requests to decide, each with the members of a test's <c>given</c>. Only one without problems is decided.</summary>
/// <param name="Problems">In the file's order; pointers lead from the list on, such as <c>/3/branch</c>. A CSV file's lines and columns are its rows and columns.</param>
public sealed record RequestFile(RequestFormat Format, ImmutableArray<FileRequest> Requests, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>The most requests of one file.</summary>
    public const int MaxRequests = 10_000;

    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Reads the file by what it looks like, whatever it is called.</summary>
    public static RequestFile Read(ReadOnlySpan<byte> text)
    {
        var problems = new ProblemList();
        var format = RequestFormat.Csv;
        List<FileRequest> requests = [];
        try
        {
            if (text.Length > MaxBytes)
                throw UnreadableTextException.At(DiagnosticCodes.TextTooLarge, $"the file is larger than {MaxBytes >> 20} MB: split it up", 1, 1);
            var content = DocumentTree.Checked(text);
            if (content.IndexOfAnyExcept(" \t\r\n"u8) < 0)
                throw UnreadableTextException.At(DiagnosticCodes.DocumentEmpty, "the file is empty: write one request at least", 1, 1);
            format = RequestFormats.Of(content);
            requests = new RequestFileReader(problems).Read(content, format);
            if (requests.Count == 0 && problems.ErrorCount == 0)
                throw UnreadableTextException.At(DiagnosticCodes.DocumentEmpty, "the file holds no request: write one at least", 1, 1);
        }
        catch (UnreadableTextException e)
        {
            problems.Add(e.Problem);
        }

        return new RequestFile(format, [.. requests], [.. problems.ToImmutable().OrderBy(p => p.Line ?? int.MaxValue).ThenBy(p => p.Column)]);
    }
}
