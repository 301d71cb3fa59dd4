using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>The patch that turns a policy into a whole new document.</summary>
public static class PolicyDiffPatch
{
    public static PolicyPatch Between(PolicySet before, PolicyDocument after, Func<Guid> newId) => Between(before.Objects, after, newId);

    /// <summary>
    /// An object without id takes over the id of the object of its kind and name, so that a document that leaves ids out changes nothing;
    /// one with a known id and another name is a rename; what the document does not hold is deleted.
    /// </summary>
    /// <param name="newId">Makes the ids of new objects; a pipeline's id is Buildkite's and is not made.</param>
    public static PolicyPatch Between(PolicyObjects before, PolicyDocument after, Func<Guid> newId)
    {
        var claimed = after.Objects().Where(o => o.Id is not null).Select(o => (o.Kind, o.Id!.Value)).ToHashSet();
        var wanted = after.Objects().Select(o => o.Id is null ? WithId(o, before, claimed, newId) : o).ToArray();
        var kept = wanted.Select(o => Former(before, o)).OfType<PolicyObject>().ToHashSet<PolicyObject>(ReferenceEqualityComparer.Instance);
        var names = wanted.Where(o => o.Id is not null).ToDictionary(o => (o.Kind, o.Id!.Value), o => o.Name);
        // A name that passes from an object that is renamed to another one is freed first.
        var freed = wanted.Select(o => before.Find(o.Reference)).OfType<PolicyObject>().Where(holder => IsRenamed(holder, names));
        return new PolicyPatch
        {
            Upserts = wanted.Where(o => before.Find(o.Reference) != o).ToValueList(),
            Deletes = before.All().Where(o => !kept.Contains(o)).Concat(freed).Select(o => o.Reference).Distinct().Order().ToValueList(),
        };
    }

    /// <summary>The object that this one replaces.</summary>
    private static PolicyObject? Former(PolicyObjects before, PolicyObject wanted) =>
        (wanted.Id is { } id ? before.FindById(wanted.Kind, id) : null) ?? before.Find(wanted.Reference);

    private static PolicyObject WithId(PolicyObject wanted, PolicyObjects before, HashSet<(PolicyKind, Guid)> claimed, Func<Guid> newId)
    {
        if (before.Find(wanted.Reference) is { } holder && !(holder.Id is { } id && claimed.Contains((wanted.Kind, id))))
            return wanted with { Id = holder.Id };
        return wanted.Kind == PolicyKind.Pipeline ? wanted : wanted with { Id = newId() };
    }

    private static bool IsRenamed(PolicyObject holder, Dictionary<(PolicyKind, Guid), string> names) =>
        holder.Id is { } id && names.TryGetValue((holder.Kind, id), out var name) && name != holder.Name;
}
