using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>The whole document: its version, and a list for each kind of object.</summary>
internal static class DocumentShape
{
    public static PolicyDocument Read(ObjectReader reader)
    {
        CheckVersion(reader);
        return PolicyDocument.Of(ReadObjects(reader));
    }

    /// <summary>Objects in ordinal order of their names within their kind: the canonical order.</summary>
    public static MappingNode Write(PolicyDocument document)
    {
        var writer = new ObjectWriter();
        writer.Text("apiVersion", PolicyDocument.ApiVersion);
        WriteObjects(writer, document.Objects().OrderBy(o => o.Reference));
        return writer.Node;
    }

    /// <summary>The lists of objects, kind by kind, that a document and a patch's <c>upsert</c> have in common.</summary>
    public static List<PolicyObject> ReadObjects(ObjectReader reader)
    {
        var objects = new List<PolicyObject>();
        foreach (var kind in PolicyKinds.All)
        {
            if (reader.Optional(kind.DocumentKey()) is { } list)
                objects.AddRange(list.List(item => ReadObject(kind, item), Placeholder(kind), mayBeEmpty: true));
        }

        return objects;
    }

    public static void WriteObjects(ObjectWriter writer, IEnumerable<PolicyObject> objects)
    {
        foreach (var kind in objects.GroupBy(o => o.Kind).OrderBy(group => group.Key))
            writer.List(kind.Key.DocumentKey(), kind, PolicyShape.Write);
    }

    private static PolicyObject? ReadObject(PolicyKind kind, ValueReader item) => item.Object() is { } reader ? PolicyShape.Read(kind, reader) : null;

    /// <summary>Stands for an item that is no object, so that the items after it keep their place.</summary>
    private static PolicyObject Placeholder(PolicyKind kind) => PolicyShape.Read(kind, new ObjectReader(new MappingNode(), new ProblemList()));

    private static void CheckVersion(ObjectReader reader)
    {
        if (reader.Required("apiVersion") is { } version && version.Text() is { } text && text != PolicyDocument.ApiVersion)
            version.Error(DiagnosticCodes.ApiVersion, $"`{Shown.Text(text)}` is no version known here: write `{PolicyDocument.ApiVersion}`");
    }
}
