using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>Names groups of principals by the labels that make them: by the fewest that choose exactly the group, else by all that its members share.</summary>
internal sealed class PrincipalGroups(ImmutableArray<Principal> known)
{
    private readonly Dictionary<(PolicyKind, ValueMap), int> counts = [];

    /// <summary>Such as <c>all 12 pipelines labelled team=payments, tier=deploy</c>; without <c>all</c> where others have the labels too.</summary>
    /// <param name="members">The labels of each member.</param>
    public string Phrase(PolicyKind kind, ValueMap[] members)
    {
        var shared = members[0].Where(l => members.All(m => m.TryGetValue(l.Key, out var value) && value == l.Value)).ToArray();
        if (Choices(shared).FirstOrDefault(labels => Count(kind, labels) == members.Length) is { } exact)
            return $"all {members.Length} {kind.Noun()}s{Labelled(exact)}";
        return $"{members.Length} {kind.Noun()}s{Labelled(new ValueMap(shared))}";
    }

    /// <summary>No label, each one, each two, and all: what a person would write.</summary>
    private static IEnumerable<ValueMap> Choices(KeyValuePair<string, string>[] shared)
    {
        yield return ValueMap.Empty;
        foreach (var label in shared)
            yield return new ValueMap([label]);
        for (var i = 0; i < shared.Length; i++)
        {
            for (var j = i + 1; j < shared.Length; j++)
                yield return new ValueMap([shared[i], shared[j]]);
        }

        yield return new ValueMap(shared);
    }

    private int Count(PolicyKind kind, ValueMap labels)
    {
        if (!counts.TryGetValue((kind, labels), out var count))
            counts[(kind, labels)] = count = known.Count(p => p.Reference.Kind == kind && p.Labels.Contains(labels));
        return count;
    }

    private static string Labelled(ValueMap labels) => labels.Count == 0 ? "" : $" labelled {string.Join(", ", labels.Select(l => $"{l.Key}={l.Value}"))}";
}
