using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Shapes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents;

/// <summary>Reads policy documents and patches, and finds everything that is wrong with their text and shape; see the validation for the rest.</summary>
public static class PolicyReader
{
    /// <summary>The largest text that is read, in bytes; a larger one is a problem.</summary>
    public const int MaxBytes = DocumentLimits.TextBytes;

    public static PolicyReading Read(ReadOnlyMemory<byte> text, DocumentFormat format)
    {
        var problems = new ProblemList();
        var root = DocumentTree.Read(text.Span, format, problems);
        var document = Bind(root, problems, DocumentShape.Read) ?? PolicyDocument.Empty;
        return new PolicyReading(document, Sorted(problems), new DocumentLocations(root));
    }

    public static PatchReading ReadPatch(ReadOnlyMemory<byte> json)
    {
        var problems = new ProblemList();
        var root = DocumentTree.Read(json.Span, DocumentFormat.Json, problems);
        var patch = Bind(root, problems, PatchShape.Read) ?? PolicyPatch.Empty;
        return new PatchReading(patch, Sorted(problems), new DocumentLocations(root));
    }

    /// <summary>Another content or title of a draft: a patch's members, and <c>title</c> besides.</summary>
    public static DraftReading ReadDraft(ReadOnlyMemory<byte> json)
    {
        var problems = new ProblemList();
        var root = DocumentTree.Read(json.Span, DocumentFormat.Json, problems);
        string? title = null;
        var patch = Bind(root, problems, reader =>
        {
            title = reader.OptionalText("title");
            return PatchShape.Read(reader);
        });
        // Where only the title is said, nothing is said of the patch.
        var isTitleAlone = title is not null && root is MappingNode { Members.Count: 1 };
        return new DraftReading(title, isTitleAlone ? null : patch, Sorted(problems));
    }

    internal static T? Bind<T>(DocumentNode? root, ProblemList problems, Func<ObjectReader, T> read)
        where T : class => root is null ? null : new ValueReader(root, problems).Object()?.Whole(read);

    private static ImmutableArray<Diagnostic> Sorted(ProblemList problems) => [.. problems.ToImmutable().OrderBy(p => p.Line).ThenBy(p => p.Column)];
}
