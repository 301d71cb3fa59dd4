using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>Narrows the condition on branches and tags to those that calls came from.</summary>
internal static class RefsSeen
{
    /// <summary>Of more than so many a list would be a record of the past and no rule.</summary>
    private const int MostListed = 10;

    /// <param name="calls">Of the window.</param>
    /// <returns>Null where nothing can be left out.</returns>
    public static RefNarrowing? Of(PolicySet policy, Conditions when, IReadOnlyList<SeenCall> calls)
    {
        // Who comes by a certificate alone, or whose claims are not logged, has no branch to be held to.
        if (calls.Count == 0 || calls.Any(call => (call.Branch is null && call.Tag is null) || !HasToken(policy, call.Principal)))
            return null;
        string[] tags = [.. calls.Select(call => call.Tag).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        // A branch condition holds only for builds without a tag.
        string[] branches = [.. calls.Where(call => call.Tag is null).Select(call => call.Branch!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var isOpen = when.Branches.Count == 0 && when.Tags.Count == 0;
        if (isOpen && (branches.Length > MostListed || tags.Length > MostListed || branches.Concat(tags).Any(name => Exact(name) is null)))
            return null;
        var narrowed = new RefNarrowing(
            when.Branches, when.Tags,
            isOpen ? [.. branches.Select(name => Exact(name)!)] : Narrowed(when.Branches, branches),
            isOpen ? [.. tags.Select(name => Exact(name)!)] : Narrowed(when.Tags, tags));
        var isNothing = narrowed.NewBranches.Count == 0 && narrowed.NewTags.Count == 0;
        return isNothing || (narrowed.NewBranches == narrowed.Branches && narrowed.NewTags == narrowed.Tags) ? null : narrowed;
    }

    private static bool HasToken(PolicySet policy, string? principal) => principal?.Split('/', 2) switch
    {
        ["pipeline", var name] => policy.Pipelines.ContainsKey(name),
        ["workload", var name] => policy.Workloads.GetValueOrDefault(name)?.Provider is not null,
        _ => false,
    };

    /// <summary>Each pattern that something matched, or instead of a prefix the few names that it was needed for.</summary>
    private static ValueList<Pattern> Narrowed(ValueList<Pattern> patterns, string[] names)
    {
        var kept = new List<Pattern>();
        foreach (var pattern in patterns)
        {
            string[] matched = [.. names.Where(name => pattern.Matches(name))];
            kept.AddRange(pattern.IsPrefix && matched.Length <= MostListed && matched.All(name => Exact(name) is not null)
                ? matched.Select(name => Exact(name)!)
                : matched.Length > 0 ? [pattern] : []);
        }

        return kept.DistinctBy(pattern => pattern.Text).ToValueList();
    }

    /// <returns>Null for a name that would be read as a prefix, or that no pattern can say.</returns>
    private static Pattern? Exact(string name) => Pattern.TryParse(name, out var pattern, out _) && !pattern.IsPrefix ? pattern : null;
}
