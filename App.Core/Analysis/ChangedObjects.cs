using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>The objects in which two policies differ, each beside its counterpart: the one of the same id, else of the same name.</summary>
internal static class ChangedObjects
{
    /// <summary>Walks both policies. A kind that is the same map in both is passed over.</summary>
    public static IEnumerable<(PolicyObject? Before, PolicyObject? After)> Between(PolicyObjects before, PolicyObjects after)
    {
        PolicyReference[] names =
        [
            .. Differing(before.Providers, after.Providers), .. Differing(before.Environments, after.Environments),
            .. Differing(before.Pipelines, after.Pipelines), .. Differing(before.Workloads, after.Workloads),
            .. Differing(before.Services, after.Services), .. Differing(before.Roles, after.Roles),
            .. Differing(before.Grants, after.Grants), .. Differing(before.Tests, after.Tests),
        ];
        return Pairs(before, after, names);
    }

    /// <summary>Looks only at what the patch names, directly or by id.</summary>
    /// <param name="patch">The patch that made the one policy of the other.</param>
    public static IEnumerable<(PolicyObject? Before, PolicyObject? After)> Between(PolicyObjects before, PolicyObjects after, PolicyPatch patch)
    {
        var former = patch.Upserts.Select(o => o.Id is { } id ? before.FindById(o.Kind, id) : null).OfType<PolicyObject>();
        var names = patch.Deletes.Concat(patch.Upserts.Concat(former).Select(o => o.Reference)).Distinct();
        return Pairs(before, after, names.Where(name => before.Find(name) != after.Find(name)));
    }

    /// <param name="names">Every name under which the two do not hold the same.</param>
    private static IEnumerable<(PolicyObject? Before, PolicyObject? After)> Pairs(PolicyObjects before, PolicyObjects after, IEnumerable<PolicyReference> names)
    {
        var differing = names.ToArray();
        var removed = differing.Select(before.Find).OfType<PolicyObject>().ToArray();
        var added = differing.Select(after.Find).OfType<PolicyObject>().ToDictionary(o => o.Reference);
        var byId = added.Values.Where(o => o.Id is not null).ToDictionary(o => (o.Kind, o.Id!.Value));
        var pairs = removed.Where(o => o.Id is { } id && byId.ContainsKey((o.Kind, id))).ToDictionary(o => o, o => byId[(o.Kind, o.Id!.Value)]);
        foreach (var counterpart in pairs.Values)
            added.Remove(counterpart.Reference);
        foreach (var old in removed)
            yield return pairs.TryGetValue(old, out var counterpart) || added.Remove(old.Reference, out counterpart) ? (old, counterpart) : (old, null);
        foreach (var one in added.Values)
            yield return (null, one);
    }

    /// <summary>Walks two maps side by side, in the order of their names.</summary>
    private static IEnumerable<PolicyReference> Differing<T>(ImmutableSortedDictionary<string, T> before, ImmutableSortedDictionary<string, T> after)
        where T : PolicyObject
    {
        if (ReferenceEquals(before, after))
            yield break;
        using var left = before.Values.GetEnumerator();
        using var right = after.Values.GetEnumerator();
        var (former, latter) = (Next(left), Next(right));
        while ((former ?? latter) is not null)
        {
            var order = former is null ? 1 : latter is null ? -1 : string.CompareOrdinal(former.Name, latter.Name);
            if (order != 0 || (!ReferenceEquals(former, latter) && former != latter))
                yield return (order <= 0 ? former! : latter!).Reference;
            (former, latter) = (order <= 0 ? Next(left) : former, order >= 0 ? Next(right) : latter);
        }
    }

    private static T? Next<T>(IEnumerator<T> objects)
        where T : class => objects.MoveNext() ? objects.Current : null;
}
