using AccessConsole.Core.Model;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>The grants that ask or say a little less than one.</summary>
internal static class SimplerGrants
{
    public static IEnumerable<Grant> Of(Grant grant)
    {
        if (grant.ValidFrom is not null)
            yield return grant with { ValidFrom = null };
        if (grant.Expires is not null)
            yield return grant with { Expires = null };
        if (grant.RateLimit is not null)
            yield return grant with { RateLimit = null };
        if (grant.Reason is not null)
            yield return grant with { Reason = null };
        foreach (var conditions in SimplerConditions(grant.When))
            yield return grant with { When = conditions };
        foreach (var environments in SmallerPolicies.Shorter(grant.Environments).Where(e => e.Count > 0))
            yield return grant with { Environments = environments };
        foreach (var principals in SimplerPrincipals(grant.Principals))
            yield return grant with { Principals = principals };
    }

    private static IEnumerable<PrincipalSelector> SimplerPrincipals(PrincipalSelector principals)
    {
        if (principals is { Pipelines: not null, Workloads: not null })
        {
            yield return principals with { Workloads = null };
            yield return principals with { Pipelines = null };
        }

        foreach (var pipelines in Fewer(principals.Pipelines))
            yield return principals with { Pipelines = pipelines };
        foreach (var workloads in Fewer(principals.Workloads))
            yield return principals with { Workloads = workloads };
    }

    private static IEnumerable<Selector> Fewer(Selector? selector) =>
        selector is Selector.Names { Values: var names } ? SmallerPolicies.Shorter(names).Where(n => n.Count > 0).Select(n => new Selector.Names(n)) : [];

    private static IEnumerable<Conditions> SimplerConditions(Conditions when) =>
    [
        .. when.IsEmpty ? [] : (Conditions[])[Conditions.None],
        .. SmallerPolicies.Shorter(when.Branches).Select(p => when with { Branches = p }),
        .. SmallerPolicies.Shorter(when.Tags).Select(p => when with { Tags = p }),
        .. SmallerPolicies.Shorter(when.Sources).Select(p => when with { Sources = p }),
        .. SmallerPolicies.Shorter(when.Queues).Select(p => when with { Queues = p }),
        .. SmallerPolicies.Shorter(when.Clusters).Select(p => when with { Clusters = p }),
        .. SmallerPolicies.Shorter(when.Steps).Select(p => when with { Steps = p }),
    ];
}
