using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Import;

/// <summary>A column: which part of an object its cells hold, and how they write it.</summary>
/// <param name="Name">As the first row names it; case, spaces, hyphens and underscores do not matter.</param>
/// <param name="Path">The members that lead to the part, outermost first, such as <c>when</c>, <c>branches</c>.</param>
/// <param name="Meaning">For people.</param>
/// <param name="IsRequired">Whether a new object must have it.</param>
internal sealed record CsvColumn(string Name, string[] Path, CellKind Kind, string Meaning, bool IsRequired = false)
{
    /// <summary>The pointer from the object on, such as <c>/when/branches</c>.</summary>
    public string Pointer { get; } = string.Concat(Path.Select(step => "/" + step));

    public bool IsCalled(string header) => string.Equals(Plain(header), Plain(Name), StringComparison.OrdinalIgnoreCase);

    /// <summary>The part of an object's tree that the column holds; null where there is none.</summary>
    public DocumentNode? Find(MappingNode value)
    {
        DocumentNode? node = value;
        foreach (var step in Path)
            node = (node as MappingNode)?.Find(step)?.Value;
        return node;
    }

    /// <summary>Puts the part into an object's tree.</summary>
    public void Put(MappingNode value, DocumentNode? part)
    {
        if (part is null)
            return;
        var parent = value;
        foreach (var step in Path[..^1])
        {
            if (parent.Find(step)?.Value is not MappingNode next)
                parent.Add(new Member(step, next = new MappingNode()));
            parent = next;
        }

        parent.Add(new Member(Path[^1], part));
    }

    private static string Plain(string name) => string.Concat(name.Where(c => c is not (' ' or '_' or '-')));
}
