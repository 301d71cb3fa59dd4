using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Import;

/// <summary>What could be made of a file that a person brings. As with a document, only one without errors may be put anywhere.</summary>
public sealed class ImportFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private readonly Func<Diagnostic, Diagnostic> locate;

    internal ImportFile(IReadOnlyList<PolicyObject> objects, ImmutableArray<Diagnostic> problems, ImmutableArray<string> columns, Func<Diagnostic, Diagnostic> locate) =>
        (Objects, Problems, Columns, this.locate) = (objects, problems, columns, locate);

    /// <summary>In the file's order, kind by kind.</summary>
    public IReadOnlyList<PolicyObject> Objects { get; }

    /// <summary>Of the text and its shape, in the text's order. Lines and columns of a CSV file are its rows and columns.</summary>
    public ImmutableArray<Diagnostic> Problems { get; }

    /// <summary>What a CSV file's first row names; empty for a document.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>A document that may leave out whatever it is not about.</summary>
    public static ImportFile ReadDocument(ReadOnlyMemory<byte> text, DocumentFormat format)
    {
        var reading = PolicyReader.Read(text, format);
        return new ImportFile([.. reading.Document.Objects()], reading.Problems, [], reading.Locations.Locate);
    }

    /// <param name="basis">What stands: a file need not have every column.</param>
    public static ImportFile ReadCsv(PolicyKind kind, ReadOnlyMemory<byte> text, PolicyObjects basis) => CsvObjects.Read(kind, text, basis);

    internal Diagnostic Locate(Diagnostic problem) => locate(problem);
}
