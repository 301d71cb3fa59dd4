using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// The ends of the tree that finds an allowed request's bucket: of all grants that match, the widest limit, and none where one of them has none.
/// What the request may do is decided by <see cref="RuleSteps"/>; what that refuses never comes to a bucket.
/// </summary>
internal sealed class LimitSteps(DeploymentPolicy deployment) : ICallerSteps
{
    private static readonly Step Unlimited = Step.Allow("unlimited");

    private readonly HashSet<Principal> named = [.. deployment.NamedPrincipals()];

    public Step Refusing(IEnumerable<(Predicate When, Step Then)> refusals, Step otherwise) => otherwise;

    public Step Governed(Step inner) => inner;

    public Step Of(Principal? principal, bool hasToken)
    {
        // Whom no rule names is nobody here: there would be a bucket for each principal of the policy.
        if (principal is not null && !named.Contains(principal))
            principal = null;
        var rules = AllowsOf(deployment, principal);
        if (rules.All(r => r.Grant.RateLimit is null))
            return Unlimited;
        return Step.FirstOf(
            rules.OrderBy(r => r.Grant.RateLimit is null ? 0 : 1).ThenByDescending(r => r.Grant.RateLimit?.Width).ThenByDescending(r => r.Grant.RateLimit?.Per)
                .ThenBy(r => r.Grant.Name, StringComparer.Ordinal)
                .Select(r => (RulePredicates.Matches(r, hasToken), r.Grant.RateLimit is { } limit ? Step.Allow(new Bucket(principal, limit).Name) : Unlimited)),
            Unlimited);
    }

    /// <summary>A request that the rules of paths and methods do not bind is left alone, and counted nowhere.</summary>
    public Step OfUngoverned(Principal? principal)
    {
        var bucket = Of(principal, hasToken: false);
        return bucket == Unlimited ? bucket : Step.FirstOf([(Predicate.Not(Predicate.All(PathPredicates.IsCanonical, RulePredicates.IsKnownMethod)), Unlimited)], bucket);
    }

    /// <summary>The buckets that a request can be sent to, by name.</summary>
    public static ImmutableArray<Bucket> BucketsOf(DeploymentPolicy deployment) =>
    [
        .. deployment.NamedPrincipals().Append(null)
            .SelectMany(p => AllowsOf(deployment, p).Select(r => r.Grant.RateLimit).OfType<RateLimit>().Select(limit => new Bucket(p, limit)))
            .DistinctBy(b => b.Name).OrderBy(b => b.Name, StringComparer.Ordinal),
    ];

    private static DeploymentRule[] AllowsOf(DeploymentPolicy deployment, Principal? principal) =>
        [.. RuleSteps.RulesOf(deployment, principal).Where(r => r.Effect == Effect.Allow)];
}
