using AccessConsole.Core.Model;

namespace AccessConsole.Core.Evaluation;

/// <summary>Conditions against a token's claims. Members are ANDed; branches and tags are alternatives.</summary>
internal static class ConditionLogic
{
    /// <param name="claims">Null for a caller without a verified token: every condition is then unknown.</param>
    public static Trilean Holds(Conditions when, TokenClaims? claims)
    {
        if (when.IsEmpty)
            return Trilean.True;
        if (claims is null)
            return Trilean.Unknown;
        return Ref(when, claims).And(Source(when, claims)).And(Queue(when, claims)).And(Cluster(when, claims)).And(Step(when, claims));
    }

    /// <summary>A branch condition holds only for a build without a tag: a tag that is named like a branch gives that branch's name.</summary>
    public static Trilean Ref(Conditions when, TokenClaims claims)
    {
        if (when.Branches.Count == 0 && when.Tags.Count == 0)
            return Trilean.True;
        var branch = when.Branches.Count == 0 ? Trilean.False : Branch(when, claims);
        var tag = when.Tags.Count == 0 ? Trilean.False : Tag(when, claims);
        return branch.Or(tag);
    }

    public static Trilean Branch(Conditions when, TokenClaims claims) => IsNone(claims.Tag).And(MatchesAny(when.Branches, claims.Branch));

    public static Trilean Tag(Conditions when, TokenClaims claims) =>
        claims.Tag.Kind == ClaimKind.Absent ? Trilean.False : MatchesAny(when.Tags, claims.Tag);

    public static Trilean Source(Conditions when, TokenClaims claims) =>
        when.Sources.Count == 0 ? Trilean.True : MatchesAny(when.Sources, claims.Source);

    public static Trilean Queue(Conditions when, TokenClaims claims) =>
        when.Queues.Count == 0 ? Trilean.True : MatchesAny(when.Queues, claims.QueueKey, claims.QueueId);

    public static Trilean Cluster(Conditions when, TokenClaims claims) =>
        when.Clusters.Count == 0 ? Trilean.True : MatchesAny(when.Clusters, claims.ClusterName, claims.ClusterId);

    public static Trilean Step(Conditions when, TokenClaims claims)
    {
        if (when.Steps.Count == 0)
            return Trilean.True;
        return claims.Step.Kind == ClaimKind.Absent ? Trilean.False : MatchesAny(when.Steps, claims.Step);
    }

    private static Trilean IsNone(ClaimValue claim) => claim.Kind switch
    {
        ClaimKind.Absent => Trilean.True,
        ClaimKind.String => Trilean.False,
        ClaimKind.Other => Trilean.Unknown,
    };

    private static Trilean MatchesAny(ValueList<Pattern> patterns, ClaimValue claim)
    {
        if (!claim.IsString)
            return Trilean.Unknown;
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(claim.Text))
                return Trilean.True;
        }

        return Trilean.False;
    }

    /// <summary>A pattern that is a UUID speaks of the id, any other of the key or name.</summary>
    private static Trilean MatchesAny(ValueList<Pattern> patterns, ClaimValue key, ClaimValue id)
    {
        var result = Trilean.False;
        foreach (var pattern in patterns)
        {
            var claim = pattern.IsUuid ? id : key;
            result = result.Or(claim.IsString ? Trileans.Of(pattern.Matches(claim.Text)) : Trilean.Unknown);
        }

        return result;
    }
}
