using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>
/// Compares two policies deployment by deployment. Costs a look at each deployment and then only what the changed ones hold: rules that
/// differ and the identities they name; whole classes of callers where more than rules for principals changed.
/// </summary>
internal sealed class AccessComparison(PolicySet before, PolicySet after, DateTimeOffset now)
{
    private readonly IdentityRegister identities = new(before.Principals, after.Principals);
    private readonly ViewComparison views = new(new RuleDiagrams(now));

    public IEnumerable<AccessChange> Changes()
    {
        foreach (var was in before.Deployments)
        {
            foreach (var change in Compare(was, after.Find(was.Environment.Name, was.Service.Name)))
                yield return change;
        }

        foreach (var becomes in after.Deployments.Where(d => before.Find(d.Environment.Name, d.Service.Name) is null))
        {
            foreach (var change in CompareForAll(null, becomes))
                yield return change;
        }
    }

    private IEnumerable<AccessChange> Compare(DeploymentPolicy was, DeploymentPolicy? becomes)
    {
        if (becomes is null)
            return CompareForAll(was, null);
        if (ReferenceEquals(was, becomes) && identities.Moved.IsEmpty)
            return [];
        if (DeploymentTarget.Of(was.Deployment) != DeploymentTarget.Of(becomes.Deployment))
            return CompareForAll(was, null).Concat(CompareForAll(null, becomes));
        return ConcernsAll(was, becomes) ? CompareForAll(was, becomes) : CompareForSome(was, becomes);
    }

    /// <summary>Whether the change can reach callers whom no rule names.</summary>
    private bool ConcernsAll(DeploymentPolicy was, DeploymentPolicy becomes)
    {
        var (former, latter) = (was.Deployment, becomes.Deployment);
        return DeploymentView.IsOpen(was) != DeploymentView.IsOpen(becomes)
            || former.Isolation != latter.Isolation || former.Unidentified != latter.Unidentified || former.Protocol != latter.Protocol
            || !SameRules(was.AnyoneRules, becomes.AnyoneRules)
            || (identities.HasMovedClass && TreatsTheUnnamed(was, becomes));
    }

    /// <summary>Whether callers whom no rule names can get anything there.</summary>
    private static bool TreatsTheUnnamed(DeploymentPolicy was, DeploymentPolicy becomes) =>
        !was.AnyoneRules.IsEmpty || !becomes.AnyoneRules.IsEmpty || Isolates(was) || Isolates(becomes);

    private static bool Isolates(DeploymentPolicy? deployment) => deployment?.Deployment.Isolation == Isolation.Pipelines;

    private static bool SameRules(ImmutableArray<DeploymentRule> was, ImmutableArray<DeploymentRule> becomes) =>
        was.Length == becomes.Length && was.Zip(becomes).All(pair => pair.First.MeansTheSameAs(pair.Second));

    /// <summary>Every caller: classes as such, and on their own the identities for which something else may hold.</summary>
    private IEnumerable<AccessChange> CompareForAll(DeploymentPolicy? was, DeploymentPolicy? becomes)
    {
        var principals = (was?.NamedPrincipals() ?? []).Concat(becomes?.NamedPrincipals() ?? []);
        var single = principals.Distinct().SelectMany(p => identities.Of(p)).Concat(identities.UnlikeTheirClass(Isolates(was) || Isolates(becomes))).ToHashSet();
        foreach (var group in identities.Classes)
        {
            ImmutableArray<IdentityRef> except = group.IsClass ? [.. single.Where(group.Includes).Order()] : [];
            foreach (var change in CompareFor(group, was, becomes))
                yield return change with { Except = except };
        }

        foreach (var change in single.SelectMany(identity => CompareFor(identity, was, becomes)))
            yield return change;
    }

    /// <summary>Only identities that a rule which differs names, or that are somebody else now.</summary>
    private IEnumerable<AccessChange> CompareForSome(DeploymentPolicy was, DeploymentPolicy becomes)
    {
        var touched = TouchedPrincipals(was, becomes).SelectMany(p => identities.Of(p));
        var moved = identities.Moved.Where(m => !m.Identity.IsClass && Concerns(m, was, becomes)).Select(m => m.Identity);
        return touched.Concat(moved).Distinct().SelectMany(identity => CompareFor(identity, was, becomes));
    }

    private static bool Concerns(MovedIdentity moved, DeploymentPolicy was, DeploymentPolicy becomes) =>
        IsNamed(was, moved.Before.Principal) || IsNamed(becomes, moved.After.Principal)
        || (!moved.Before.IsLike(moved.After) && TreatsTheUnnamed(was, becomes));

    private static bool IsNamed(DeploymentPolicy deployment, Principal? principal) =>
        principal is not null && (!deployment.NarrowRulesFor(principal).IsEmpty || deployment.BroadRules.Any(r => r.Principals.Contains(principal)));

    private static HashSet<Principal> TouchedPrincipals(DeploymentPolicy was, DeploymentPolicy becomes)
    {
        if (ReferenceEquals(was, becomes))
            return [];
        var former = was.Rules.ToDictionary(r => r.Grant.Name, StringComparer.Ordinal);
        var touched = new HashSet<Principal>();
        foreach (var rule in becomes.Rules)
        {
            if (!former.Remove(rule.Grant.Name, out var counterpart))
                touched.UnionWith(rule.Principals.Members);
            else if (!rule.MeansTheSameAs(counterpart))
                touched.UnionWith(rule.Principals.Members.Concat(counterpart.Principals.Members));
        }

        touched.UnionWith(former.Values.SelectMany(r => r.Principals.Members));
        return touched;
    }

    private IEnumerable<AccessChange> CompareFor(IdentityRef identity, DeploymentPolicy? was, DeploymentPolicy? becomes)
    {
        var (former, latter) = identities.StandingOf(identity);
        var (before, after) = (DeploymentView.Of(was, identity, former), DeploymentView.Of(becomes, identity, latter));
        var delta = former.Space.IsEverything && latter.Space.IsEverything
            ? views.Compare(before, after, identity.HasToken)
            : views.Compare(before, former.Space, after, latter.Space, IdentitySpace.Fixed(identity));
        var place = becomes ?? was!;
        if (!delta.Gained.IsEmpty)
            yield return Change(AccessDirection.Gained, delta.Gained);
        if (!delta.Lost.IsEmpty)
            yield return Change(AccessDirection.Lost, delta.Lost);

        AccessChange Change(AccessDirection direction, ImmutableArray<AccessRegion> regions) =>
            new(direction, identity, place.Environment.Name, place.Service.Name, DeploymentTarget.Of(place.Deployment), regions);
    }
}
