using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>
/// Every member of every object in which two policies differ, whether or not it changes access: keys and issuers, ids, addresses, engines,
/// modes, approvals, limits, tests. Objects are the same by id, else by name.
/// </summary>
/// <param name="Changes">In order of kind, name and member.</param>
public sealed record ConfigurationDiff(ImmutableArray<ConfigurationChange> Changes)
{
    public bool IsEmpty => Changes.IsEmpty;

    /// <summary>The environments whose meaning or bundles some change can touch.</summary>
    public ImmutableSortedSet<string> Environments => Changes.SelectMany(c => c.Environments).ToImmutableSortedSet(StringComparer.Ordinal);

    public ImmutableArray<string> Sentences => [.. Changes.Select(c => c.Sentence)];

    /// <summary>Walks every object of the kinds in which the two differ; where the patch between them is at hand, give it.</summary>
    public static ConfigurationDiff Between(PolicySet before, PolicySet after) =>
        Of(before, after, ChangedObjects.Between(before.Objects, after.Objects));

    /// <summary>The same at the cost of what the patch holds.</summary>
    /// <param name="patch">The patch that made <paramref name="after"/> of <paramref name="before"/>.</param>
    public static ConfigurationDiff Between(PolicySet before, PolicySet after, PolicyPatch patch) =>
        Of(before, after, ChangedObjects.Between(before.Objects, after.Objects, patch));

    private static ConfigurationDiff Of(PolicySet before, PolicySet after, IEnumerable<(PolicyObject? Before, PolicyObject? After)> pairs)
    {
        var (formerly, now) = (new EnvironmentReach(before), new EnvironmentReach(after));
        return new([.. pairs.SelectMany(pair => ChangesOf(pair.Before, pair.After, formerly, now))
            .OrderBy(c => c.Subject).ThenBy(c => c.Member, StringComparer.Ordinal)]);
    }

    private static IEnumerable<ConfigurationChange> ChangesOf(PolicyObject? before, PolicyObject? after, EnvironmentReach formerly, EnvironmentReach now)
    {
        string[] reach = [.. (before is null ? [] : formerly.Of(before)).Concat(after is null ? [] : now.Of(after)).Distinct().Order(StringComparer.Ordinal)];
        if (before is null || after is null)
            return [Whole(before, after, reach)];
        return ObjectMembers.Differences(before, after).Select(
            d => new ConfigurationChange(after.Reference, d.Member, d.Before, d.After, [.. ReachOf(after.Kind, d.Member, reach)]) { Reach = [.. reach] });
    }

    private static ConfigurationChange Whole(PolicyObject? before, PolicyObject? after, string[] reach) => new(
        (after ?? before!).Reference,
        "",
        before is null ? null : ObjectMembers.TextOf(before),
        after is null ? null : ObjectMembers.TextOf(after),
        // One more test takes nothing away from anybody.
        after is PolicyTest ? [] : [.. reach])
    { Reach = [.. reach] };

    /// <summary>Ids (but a pipeline's, which is Buildkite's), reasons and the names of tests are words for people.</summary>
    private static string[] ReachOf(PolicyKind kind, string member, string[] reach) => (kind, member) switch
    {
        (not PolicyKind.Pipeline, "id") or (PolicyKind.Grant, "reason") or (PolicyKind.Test, "name") => [],
        (PolicyKind.Service, _) when ObjectMembers.EnvironmentOf(member) is { } environment => [environment],
        _ => reach,
    };
}
