using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Applying patches to plain lists of objects.</summary>
public static class PolicyPatching
{
    /// <summary>
    /// The objects with the patch applied. An upsert replaces the object of its kind with its id, else with its name; so an object
    /// with a known id and a new name is a rename.
    /// </summary>
    public static IEnumerable<PolicyObject> ApplyTo(this PolicyPatch patch, IEnumerable<PolicyObject> objects)
    {
        var result = objects.ToDictionary(o => o.Reference);
        foreach (var reference in patch.Deletes)
            result.Remove(reference);
        var names = result.Values.Where(o => o.Id is not null).ToDictionary(o => (o.Kind, o.Id!.Value), o => o.Reference);
        foreach (var upsert in patch.Upserts)
        {
            if (upsert.Id is { } id && names.TryGetValue((upsert.Kind, id), out var former))
                result.Remove(former);
            result[upsert.Reference] = upsert;
        }

        return result.Values.OrderBy(o => o.Reference);
    }
}
