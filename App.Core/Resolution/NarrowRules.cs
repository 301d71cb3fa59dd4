using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace AccessConsole.Core.Resolution;

/// <summary>
/// The rules of a deployment that name their principals, laid out for decisions: one array, bucket after bucket, so that those of a
/// principal lie side by side and nothing of the others is touched.
/// </summary>
internal readonly struct NarrowRules
{
    /// <summary>Where each bucket begins, and at the end where the last one ends.</summary>
    private readonly int[] starts;
    private readonly NarrowRule[] rules;

    /// <param name="all">The rules of the deployment, in ordinal order, which each bucket keeps.</param>
    public NarrowRules(ImmutableArray<DeploymentRule> all)
    {
        var narrow = all.SelectMany((rule, position) =>
            rule.Principals.IsSmall ? rule.Principals.Members.Select(p => new NarrowRule(p, position, rule)) : []).ToArray();
        // As many buckets as rules: one rule in each, on the average.
        starts = new int[narrow.Length + 1];
        foreach (var rule in narrow)
            starts[BucketOf(rule.Principal) + 1]++;
        for (var bucket = 1; bucket < starts.Length; bucket++)
            starts[bucket] += starts[bucket - 1];

        rules = new NarrowRule[narrow.Length];
        var next = starts.AsSpan().ToArray();
        foreach (var rule in narrow)
            rules[next[BucketOf(rule.Principal)]++] = rule;
    }

    /// <summary>A few rules in ordinal order, among them all that name the principal.</summary>
    public ReadOnlySpan<NarrowRule> Around(Principal principal)
    {
        if (rules.Length == 0)
            return [];
        var bucket = BucketOf(principal);
        return rules.AsSpan(starts[bucket]..starts[bucket + 1]);
    }

    /// <summary>By the instance's own hash code: mixed by a product with 2³² divided by the golden ratio, and scaled down to the buckets.</summary>
    private int BucketOf(Principal principal) =>
        (int)(((ulong)((uint)RuntimeHelpers.GetHashCode(principal) * 0x9E3779B1u) * (uint)(starts.Length - 1)) >> 32);
}

/// <summary>One principal of one rule, with what a decision needs of the rule.</summary>
/// <param name="Position">The rule's place among the deployment's.</param>
internal readonly record struct NarrowRule(Principal Principal, int Position, RuleTerms Terms, Model.Grant Grant)
{
    public NarrowRule(Principal principal, int position, DeploymentRule rule)
        : this(principal, position, rule.Terms, rule.Grant)
    {
    }

    public bool Names(Principal principal) => ReferenceEquals(Principal, principal);
}
