using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Shapes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents;

/// <summary>One object of a policy as text of its own: a row of the store, or what an editor shows.</summary>
public static class PolicyObjectJson
{
    /// <summary>Compact JSON.</summary>
    public static byte[] Write(PolicyObject value) => JsonPrinter.Print(PolicyShape.Write(value), indented: false);

    /// <exception cref="FormatException">The text is not what <see cref="Write"/> writes.</exception>
    public static PolicyObject Read(PolicyKind kind, ReadOnlyMemory<byte> json)
    {
        var problems = new ProblemList();
        var value = Bind(kind, DocumentTree.Read(json.Span, DocumentFormat.Json, problems), problems);
        return value is not null && problems.ErrorCount == 0 ? value : throw Unreadable(problems, kind.Noun());
    }

    /// <summary>Reads one object's YAML. The object is there, with harmless values where it has problems, unless the text is no object.</summary>
    public static (PolicyObject? Object, ImmutableArray<Diagnostic> Problems) ReadYaml(PolicyKind kind, string text) => ReadYaml(kind, text, out _);

    /// <param name="locations">Where the object's values stand, for problems found later.</param>
    public static (PolicyObject? Object, ImmutableArray<Diagnostic> Problems) ReadYaml(PolicyKind kind, string text, out DocumentLocations locations)
    {
        var problems = new ProblemList();
        var root = DocumentTree.Read(Encoding.UTF8.GetBytes(text), DocumentFormat.Yaml, problems);
        locations = new DocumentLocations(root);
        return (Bind(kind, root, problems), [.. problems.ToImmutable().OrderBy(p => p.Line).ThenBy(p => p.Column)]);
    }

    internal static FormatException Unreadable(ProblemList problems, string what)
    {
        var first = problems.ToImmutable()[0];
        return new FormatException($"not a stored {what}: {first.Message} (at `{first.Pointer}`)");
    }

    private static PolicyObject? Bind(PolicyKind kind, DocumentNode? root, ProblemList problems) =>
        root is not null && new ValueReader(root, problems).Object() is { } reader ? PolicyShape.Read(kind, reader) : null;
}
