using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis;

/// <summary>Conditions as sets of claims: those for which they are true, and those for which they are not false (Kleene's logic).</summary>
internal static class ConditionDiagrams
{
    /// <summary>The claims an allow grant matches on.</summary>
    public static Diagram True(Conditions when) => All(when, ClaimsThatMatch, Diagram.Of(Dimension.Tag, ClaimSet.Absent), Matching(Dimension.Tag, when.Tags));

    /// <summary>The claims a deny grant matches on: nobody escapes it by leaving a claim out.</summary>
    public static Diagram NotFalse(Conditions when) => All(
        when,
        (dimension, patterns) => Matching(dimension, patterns).Or(Diagram.Of(dimension, ClaimSet.AbsentOrUnreadable)),
        Diagram.Of(Dimension.Tag, ClaimSet.AbsentOrUnreadable),
        Matching(Dimension.Tag, when.Tags).Or(Diagram.Of(Dimension.Tag, ClaimSet.Unreadable)))
        // An absent step is the known value "none": a step condition is false for it, not unknown.
        .Minus(when.Steps.Count > 0 ? Diagram.Of(Dimension.Step, ClaimSet.Absent) : Diagram.Nothing);

    private static Diagram ClaimsThatMatch(Dimension dimension, ImmutableArray<Pattern> patterns) => Matching(dimension, patterns);

    /// <param name="match">The claims for which a list of patterns counts as met.</param>
    /// <param name="untagged">The tags for which a build counts as one without a tag.</param>
    /// <param name="tagged">The tags for which the list of tags counts as met.</param>
    private static Diagram All(Conditions when, Func<Dimension, ImmutableArray<Pattern>, Diagram> match, Diagram untagged, Diagram tagged)
    {
        var result = Diagram.Everything;
        if (when.Branches.Count > 0 || when.Tags.Count > 0)
        {
            var branch = when.Branches.Count > 0 ? untagged.And(match(Dimension.Branch, [.. when.Branches])) : Diagram.Nothing;
            result = branch.Or(when.Tags.Count > 0 ? tagged : Diagram.Nothing);
        }

        return result
            .And(One(when.Sources, Dimension.Source))
            .And(KeyOrId(when.Queues, Dimension.QueueKey, Dimension.QueueId))
            .And(KeyOrId(when.Clusters, Dimension.ClusterName, Dimension.ClusterId))
            .And(One(when.Steps, Dimension.Step));

        Diagram One(ValueList<Pattern> patterns, Dimension dimension) => patterns.Count == 0 ? Diagram.Everything : match(dimension, [.. patterns]);

        // A pattern that is a UUID speaks of the id, any other of the key or name.
        Diagram KeyOrId(ValueList<Pattern> patterns, Dimension key, Dimension id)
        {
            var (ids, keys) = (patterns.Where(p => p.IsUuid).ToImmutableArray(), patterns.Where(p => !p.IsUuid).ToImmutableArray());
            if (patterns.Count == 0)
                return Diagram.Everything;
            return (keys.IsEmpty ? Diagram.Nothing : match(key, keys)).Or(ids.IsEmpty ? Diagram.Nothing : match(id, ids));
        }
    }

    private static Diagram Matching(Dimension dimension, IEnumerable<Pattern> patterns) => Diagram.Of(dimension, ClaimSet.Of(patterns));
}
