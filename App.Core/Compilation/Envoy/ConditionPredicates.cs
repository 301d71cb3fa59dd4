using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>Conditions on a token's claims, each as what makes it true and what makes it false; whatever is neither is unknown.</summary>
internal readonly record struct ConditionPredicates(Predicate True, Predicate False)
{
    private static readonly ConditionPredicates Unknown = new(Predicate.Never, Predicate.Never);
    private static readonly ConditionPredicates Holds = new(Predicate.Always, Predicate.Never);
    private static readonly ConditionPredicates Fails = new(Predicate.Never, Predicate.Always);

    /// <param name="hasToken">Without a token every condition is unknown.</param>
    public static ConditionPredicates Of(Conditions when, bool hasToken)
    {
        if (when.IsEmpty)
            return Holds;
        if (!hasToken)
            return Unknown;
        return Ref(when)
            .And(when.Sources.Count == 0 ? Holds : MatchesAny(when.Sources, ClaimNames.Source))
            .And(when.Queues.Count == 0 ? Holds : MatchesAny(when.Queues, ClaimNames.QueueKey, ClaimNames.QueueId))
            .And(when.Clusters.Count == 0 ? Holds : MatchesAny(when.Clusters, ClaimNames.ClusterName, ClaimNames.ClusterId))
            .And(when.Steps.Count == 0 ? Holds : OrNone(MatchesAny(when.Steps, ClaimNames.Step), ClaimNames.Step));
    }

    /// <summary>A branch counts only where the build has no tag.</summary>
    private static ConditionPredicates Ref(Conditions when)
    {
        if (when.Branches.Count == 0 && when.Tags.Count == 0)
            return Holds;
        var branch = when.Branches.Count == 0
            ? Fails
            : new ConditionPredicates(IsNone(ClaimNames.Tag), Inputs.Claim(ClaimNames.Tag).IsText).And(MatchesAny(when.Branches, ClaimNames.Branch));
        var tag = when.Tags.Count == 0 ? Fails : OrNone(MatchesAny(when.Tags, ClaimNames.Tag), ClaimNames.Tag);
        return branch.Or(tag);
    }

    /// <summary>An absent or null claim is the known value "none", which no pattern matches.</summary>
    private static ConditionPredicates OrNone(ConditionPredicates condition, string claim) =>
        condition with { False = Predicate.Any(condition.False, IsNone(claim)) };

    private static Predicate IsNone(string claim) => Predicate.Any(Predicate.Not(Inputs.Claim(claim).IsPresent), Inputs.Claim(claim).IsNull);

    private static ConditionPredicates MatchesAny(IEnumerable<Pattern> patterns, string claim)
    {
        var input = Inputs.Claim(claim);
        var found = Predicate.Any(patterns.Select(p => p.IsPrefix ? input.StartsWith(p.Stem) : input.Is(p.Text)));
        return new ConditionPredicates(found, Predicate.All(input.IsText, Predicate.Not(found)));
    }

    /// <summary>A pattern that is a UUID speaks of the id, any other of the key or name.</summary>
    private static ConditionPredicates MatchesAny(ValueList<Pattern> patterns, string key, string id)
    {
        var ids = patterns.Where(p => p.IsUuid).ToArray();
        var keys = patterns.Where(p => !p.IsUuid).ToArray();
        return (keys.Length == 0 ? Fails : MatchesAny(keys, key)).Or(ids.Length == 0 ? Fails : MatchesAny(ids, id));
    }

    private ConditionPredicates And(ConditionPredicates other) => new(Predicate.All(True, other.True), Predicate.Any(False, other.False));

    private ConditionPredicates Or(ConditionPredicates other) => new(Predicate.Any(True, other.True), Predicate.All(False, other.False));
}
