using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>Works out what a deny grant takes back: it matches unless one of its conditions is known to be false.</summary>
internal static class DenyReaches
{
    public static DenyReach Of(DeploymentRule deny, TokenCase tokens)
    {
        if (tokens.Principal is { } principal && !deny.IsForAnyone && !deny.Principals.Contains(principal))
            return DenyReach.None;
        var isForSome = tokens.Principal is null && !deny.IsForAnyone;
        if (isForSome && !deny.Principals.Members.Any(p => TokenName.ProviderOf(p) == tokens.Provider))
            return DenyReach.None;
        var reach = OfConditions(deny.Grant.When, tokens);
        // Whoever it is may be one of those whom the grant denies, or not.
        return reach == DenyReach.All && isForSome ? DenyReach.Some : reach;
    }

    private static DenyReach OfConditions(Conditions when, TokenCase tokens)
    {
        Possible[] members =
        [
            Reference(when, tokens),
            Asked(when.Sources, tokens, ClaimNames.Source),
            ByKind(when.Queues, tokens, ClaimNames.QueueKey, ClaimNames.QueueId),
            ByKind(when.Clusters, tokens, ClaimNames.ClusterName, ClaimNames.ClusterId),
            AbsentIsFalse(when.Steps, tokens, ClaimNames.Step),
        ];
        if (members.Contains(Possible.False))
            return DenyReach.None;
        return members.Any(m => m.HasFlag(Possible.False)) ? DenyReach.Some : DenyReach.All;
    }

    private static Possible Reference(Conditions when, TokenCase tokens)
    {
        if (when.Branches.Count == 0 && when.Tags.Count == 0)
            return Possible.True;
        var isUntagged = tokens.HasNoTag ? Possible.True : tokens.Claims.ContainsKey(ClaimNames.Tag) ? Possible.False : Possible.Any;
        var branch = when.Branches.Count == 0 ? Possible.False : And(isUntagged, Asked(when.Branches, tokens, ClaimNames.Branch));
        var tag = when.Tags.Count == 0 || tokens.HasNoTag ? Possible.False : AbsentIsFalse(when.Tags, tokens, ClaimNames.Tag);
        return Or(branch, tag);
    }

    private static Possible ByKind(ValueList<Pattern> patterns, TokenCase tokens, string key, string id)
    {
        if (patterns.Count == 0)
            return Possible.True;
        var result = Possible.False;
        foreach (var pattern in patterns)
            result = Or(result, Asked([pattern], tokens, pattern.IsUuid ? id : key));
        return result;
    }

    private static Possible AbsentIsFalse(ValueList<Pattern> patterns, TokenCase tokens, string claim) =>
        patterns.Count == 0 || tokens.Claims.ContainsKey(claim) ? Asked(patterns, tokens, claim) : Possible.Any;

    /// <summary>A claim that is not known may be missing, which makes a condition unknown, or be any text.</summary>
    private static Possible Asked(ValueList<Pattern> patterns, TokenCase tokens, string claim)
    {
        if (patterns.Count == 0)
            return Possible.True;
        if (tokens.Claims.TryGetValue(claim, out var text))
            return patterns.Any(p => p.Matches(text)) ? Possible.True : Possible.False;
        return patterns.Any(p => p.Stem.Length == 0) ? Possible.NotFalse : Possible.Any;
    }

    private static Possible And(Possible left, Possible right) =>
        left == Possible.False || right == Possible.False ? Possible.False : left | right;

    private static Possible Or(Possible left, Possible right) => (left, right) switch
    {
        (Possible.False, _) => right,
        (_, Possible.False) => left,
        _ when !left.HasFlag(Possible.False) || !right.HasFlag(Possible.False) => Possible.NotFalse,
        _ => Possible.Any,
    };

    /// <summary>What a condition may come to for the tokens of a case; whether it may be false is all that matters.</summary>
    [Flags]
    private enum Possible
    {
        True = 1,
        Unknown = 2,
        NotFalse = True | Unknown,
        False = 4,
        Any = NotFalse | False,
    }
}
