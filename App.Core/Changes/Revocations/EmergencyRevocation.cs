using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Changes.Revocations;

/// <summary>Plans the deny that takes everything from a target, and judges whether a change is nothing but that.</summary>
public static class EmergencyRevocation
{
    /// <param name="environments">Where; empty for every environment of the policy.</param>
    /// <param name="newId">Makes the ids of new objects.</param>
    /// <returns>The plan, or why there is none.</returns>
    public static (RevocationPlan? Plan, string? Problem) Plan(PolicyObjects policy, RevocationTarget target, IReadOnlyCollection<string> environments, string reason, Func<Guid> newId)
    {
        if (environments.FirstOrDefault(e => !policy.Environments.ContainsKey(e)) is { } unknown)
            return (null, $"there is no environment `{unknown}`");
        ValueList<string> wanted = environments.Count > 0 ? [.. environments.Distinct().Order(StringComparer.Ordinal)] : [.. policy.Environments.Keys];
        if (wanted.Count == 0)
            return (null, "the policy has no environment, so nobody has access");
        var (principals, when, problem) = Denied(policy, target);
        if (problem is not null)
            return (null, problem);
        if (policy.Roles.TryGetValue(EmergencyGrants.RoleName, out var role) && role.Permissions != EmergencyGrants.Everything.Permissions)
            return (null, $"the role `{EmergencyGrants.RoleName}` is kept for emergencies and does not permit everything: rename it, then revoke");

        var name = EmergencyGrants.NameOf(target);
        var former = policy.Grants.GetValueOrDefault(name);
        if (former is not null && !EmergencyGrants.IsOne(former))
            return (null, $"there is a grant `{name}` that is no emergency's: rename it, then revoke");
        var grant = new Grant
        {
            Name = name,
            Id = former?.Id ?? newId(),
            Effect = Effect.Deny,
            Principals = principals!,
            Role = EmergencyGrants.RoleName,
            Environments = former is null ? wanted : [.. former.Environments.Union(wanted, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            When = when,
            Reason = reason,
        };
        var isInForce = former is not null && former with { Reason = reason } == grant;
        PolicyObject[] missing = role is null ? [EmergencyGrants.Everything with { Id = newId() }, grant] : [grant];
        return (new RevocationPlan(target, isInForce ? PolicyPatch.Empty : new PolicyPatch { Upserts = missing.ToValueList() }, grant), null);
    }

    /// <summary>Why a change is more than an emergency revocation; null where it only takes access away by emergency denies.</summary>
    /// <param name="before">What the change is against.</param>
    public static string? Objection(PolicyObjects before, ChangeReview review)
    {
        if (!review.IsMeaningful)
            return "the change has errors";
        if (review.Patch.Deletes.Count > 0 || review.Patch.Upserts.Any(o => !IsPart(before, o)))
            return "an emergency revocation adds denies of everything and nothing else";
        return review.Access.GainedCount > 0 ? "the change would let somebody in: an emergency revocation only takes access away" : null;
    }

    private static bool IsPart(PolicyObjects before, PolicyObject upsert) => upsert switch
    {
        Role role => before.Find(role.Reference) is null && role.Name == EmergencyGrants.RoleName && role.Permissions == EmergencyGrants.Everything.Permissions,
        Grant grant => EmergencyGrants.IsOne(grant) && Formers(before, grant).All(EmergencyGrants.IsOne),
        _ => false,
    };

    private static IEnumerable<Grant> Formers(PolicyObjects before, Grant grant) =>
        new[] { before.Find(grant.Reference), grant.Id is { } id ? before.FindById(PolicyKind.Grant, id) : null }.OfType<Grant>();

    private static (PrincipalSelector? Principals, Conditions When, string? Problem) Denied(PolicyObjects policy, RevocationTarget target) => target.Kind switch
    {
        RevocationKind.Pipeline => policy.Pipelines.ContainsKey(target.Name)
            ? (new PrincipalSelector { Pipelines = new Selector.Names([target.Name]) }, Conditions.None, null)
            : Unknown(target),
        RevocationKind.Workload => policy.Workloads.ContainsKey(target.Name)
            ? (new PrincipalSelector { Workloads = new Selector.Names([target.Name]) }, Conditions.None, null)
            : Unknown(target),
        RevocationKind.Queue => OfQueue(policy, target),
        RevocationKind.IdentityProvider => policy.Providers.TryGetValue(target.Name, out var provider) ? OfProvider(policy, provider) : Unknown(target),
    };

    /// <summary>A job that leaves the queue out of its token is denied too, since nobody escapes a deny by leaving a claim out.</summary>
    private static (PrincipalSelector?, Conditions, string?) OfQueue(PolicyObjects policy, RevocationTarget target)
    {
        if (!Pattern.TryParse(target.Name, out var queue, out var error))
            return (null, Conditions.None, error);
        return policy.Pipelines.IsEmpty
            ? (null, Conditions.None, "the policy knows no pipeline, so no queue has access")
            : (new PrincipalSelector { Pipelines = Selector.Everything }, new Conditions { Queues = [queue] }, null);
    }

    /// <summary>Everybody whom the provider's tokens or certificates can name; by name, so that nobody of another provider is denied.</summary>
    private static (PrincipalSelector?, Conditions, string?) OfProvider(PolicyObjects policy, IdentityProvider provider)
    {
        var domain = provider.Spiffe?.TrustDomain;
        string[] pipelines = [.. policy.Pipelines.Values.Where(p => p.Provider == provider.Name || IsOf(p.SpiffeId, domain)).Select(p => p.Name)];
        string[] workloads = [.. policy.Workloads.Values.Where(w => w.Provider == provider.Name || IsOf(w.SpiffeId, domain)).Select(w => w.Name)];
        return pipelines.Length + workloads.Length == 0
            ? (null, Conditions.None, $"identity provider `{provider.Name}` vouches for no pipeline or workload of the policy")
            : (new PrincipalSelector
            {
                Pipelines = pipelines.Length > 0 ? new Selector.Names(pipelines.ToValueList()) : null,
                Workloads = workloads.Length > 0 ? new Selector.Names(workloads.ToValueList()) : null,
            }, Conditions.None, null);
    }

    private static bool IsOf(SpiffeId? id, string? domain) => id?.TrustDomain is { } own && own == domain;

    private static (PrincipalSelector?, Conditions, string?) Unknown(RevocationTarget target) => (null, Conditions.None, $"there is no {target}");
}
