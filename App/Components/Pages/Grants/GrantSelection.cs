using AccessConsole.Core.Changes.Bulk;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>The grants that a person chose to edit together, in the order in which they did; it stays while pages and filters change.</summary>
public sealed class GrantSelection
{
    private readonly HashSet<string> chosen = new(StringComparer.Ordinal);

    public int Count => chosen.Count;

    public IReadOnlyCollection<string> Names => chosen;

    /// <summary>Why the last choice was not taken; null where it was.</summary>
    public string? Objection { get; private set; }

    public bool Contains(string name) => chosen.Contains(name);

    /// <summary>Chooses all of these besides those that are chosen, or none where that would be too many.</summary>
    public void Add(IEnumerable<string> names)
    {
        var added = names.Where(n => !chosen.Contains(n)).ToList();
        Objection = chosen.Count + added.Count <= BulkEdit.MaxGrants
            ? null
            : $"{Words.Number(chosen.Count + added.Count)} grants are more than the {Words.Number(BulkEdit.MaxGrants)} that one edit may change: narrow the filter";
        if (Objection is null)
            chosen.UnionWith(added);
    }

    public void Remove(IEnumerable<string> names)
    {
        Objection = null;
        chosen.ExceptWith(names);
    }

    public void Clear()
    {
        Objection = null;
        chosen.Clear();
    }
}
