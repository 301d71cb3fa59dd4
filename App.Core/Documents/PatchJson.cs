using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Shapes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents;

/// <summary>Patches as drafts are stored: the shape of a PATCH body, compact. Upserts and deletes come back grouped by kind.</summary>
public static class PatchJson
{
    public static byte[] Write(PolicyPatch patch) => JsonPrinter.Print(PatchShape.Write(patch), indented: false);

    /// <exception cref="FormatException">The text is not what <see cref="Write"/> writes.</exception>
    public static PolicyPatch Read(ReadOnlyMemory<byte> json)
    {
        var problems = new ProblemList();
        var patch = PolicyReader.Bind(DocumentTree.Read(json.Span, DocumentFormat.Json, problems), problems, PatchShape.Read);
        return patch is not null && problems.ErrorCount == 0 ? patch : throw PolicyObjectJson.Unreadable(problems, "patch");
    }
}
