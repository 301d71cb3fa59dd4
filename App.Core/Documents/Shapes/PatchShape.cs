using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary><c>{"upsert":{"grants":[…]},"delete":{"grants":["name"]}}</c>, of any kind.</summary>
internal static class PatchShape
{
    public static PolicyPatch Read(ObjectReader reader) => new()
    {
        Upserts = (reader.Object("upsert", DocumentShape.ReadObjects) ?? []).ToValueList(),
        Deletes = (reader.Object("delete", ReadDeletes) ?? []).ToValueList(),
    };

    public static MappingNode Write(PolicyPatch patch)
    {
        var writer = new ObjectWriter();
        writer.Object("upsert", patch.Upserts.Count == 0 ? null : patch, (w, p) => DocumentShape.WriteObjects(w, p.Upserts));
        writer.Object("delete", patch.Deletes.Count == 0 ? null : patch, (w, p) => WriteDeletes(w, p.Deletes));
        return writer.Node;
    }

    private static List<PolicyReference> ReadDeletes(ObjectReader reader)
    {
        var deletes = new List<PolicyReference>();
        foreach (var kind in PolicyKinds.All)
        {
            if (reader.Optional(kind.DocumentKey()) is { } names)
                deletes.AddRange(names.List(item => item.Text(), "", mayBeEmpty: true).Select(name => new PolicyReference(kind, name)));
        }

        return deletes;
    }

    private static void WriteDeletes(ObjectWriter writer, IEnumerable<PolicyReference> deletes)
    {
        foreach (var kind in deletes.GroupBy(d => d.Kind).OrderBy(group => group.Key))
            writer.Texts(kind.Key.DocumentKey(), kind.Select(d => d.Name));
    }
}
