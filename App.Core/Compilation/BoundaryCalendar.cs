using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>
/// When bundles of engines without a clock change although the policy does not: where a rule of theirs begins or ends, and where such a boundary comes within the
/// horizon of what they carry. Asking costs a look at each deployment; its boundaries stay with it.
/// </summary>
/// <param name="withoutClock">The engines that cannot tell the time.</param>
public sealed class BoundaryCalendar(ImmutableArray<Target> withoutClock)
{
    /// <summary>The first instant after another at which a bundle may change.</summary>
    public DateTimeOffset? NextChange(PolicySet policy, DateTimeOffset after) =>
        policy.Deployments.Where(Concerns).SelectMany(d => new[] { d.Boundaries.FirstAfter(after), FirstEntry(d, after) }).Min();

    /// <summary>The last instant, up to another, at which a bundle changed: it says the same since.</summary>
    public DateTimeOffset? LastChange(PolicySet policy, DateTimeOffset upTo) =>
        policy.Deployments.Where(Concerns).SelectMany(d => new[] { d.Boundaries.LastUpTo(upTo), LastEntry(d, upTo) }).Max();

    /// <summary>The grants that begin and those that end after an instant, up to another, where an engine is told of it by bundles.</summary>
    public (ImmutableSortedSet<string> Begun, ImmutableSortedSet<string> Ended) Passed(PolicySet policy, DateTimeOffset after, DateTimeOffset upTo)
    {
        var grants = policy.Deployments.Where(Concerns).Where(d => d.Boundaries.Between(after, upTo).Any()).SelectMany(d => d.Rules).Select(r => r.Grant).ToArray();
        return (Names(grant => grant.ValidFrom), Names(grant => grant.Expires));

        ImmutableSortedSet<string> Names(Func<Grant, DateTimeOffset?> bound) =>
            grants.Where(g => bound(g) is { } at && at > after && ValidityBoundaries.InWholeSeconds(at) <= upTo).Select(g => g.Name).ToImmutableSortedSet(StringComparer.Ordinal);
    }

    /// <summary>Whether time changes what an engine is told of the deployment.</summary>
    internal bool Concerns(DeploymentPolicy deployment) =>
        !withoutClock.IsEmpty && deployment.Deployment.Hops.Any(hop => withoutClock.Contains(hop.Engine)) && deployment.Boundaries.Count > 0;

    /// <summary>The boundaries up to the horizon, in order.</summary>
    internal IEnumerable<DateTimeOffset> BoundariesAhead(IEnumerable<DeploymentPolicy> deployments, DateTimeOffset effectiveAt) =>
        deployments.Where(Concerns).SelectMany(d => d.Boundaries.Between(effectiveAt, StateHorizon.Of(effectiveAt))).Distinct().Order();

    /// <summary>Whether bundles of both instants carry the same states of the deployment.</summary>
    internal static bool AreStatesTheSame(DeploymentPolicy deployment, DateTimeOffset one, DateTimeOffset other) =>
        deployment.Boundaries.CountUpTo(one) == deployment.Boundaries.CountUpTo(other)
        && deployment.Boundaries.CountUpTo(StateHorizon.Of(one)) == deployment.Boundaries.CountUpTo(StateHorizon.Of(other));

    private static DateTimeOffset? FirstEntry(DeploymentPolicy deployment, DateTimeOffset after) =>
        deployment.Boundaries.FirstAfter(StateHorizon.Of(after)) is { } boundary ? StateHorizon.EntryOf(boundary) : null;

    private static DateTimeOffset? LastEntry(DeploymentPolicy deployment, DateTimeOffset upTo) =>
        deployment.Boundaries.LastUpTo(StateHorizon.Of(upTo)) is { } boundary ? StateHorizon.EntryOf(boundary) : null;
}
