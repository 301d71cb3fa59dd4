using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Objects while a patch is applied, however many it holds: what it leaves alone stays shared with the objects that it began with.</summary>
internal sealed class PolicyObjectsEditor(PolicyObjects before)
{
    private readonly ImmutableSortedDictionary<string, IdentityProvider>.Builder providers = before.Providers.ToBuilder();
    private readonly ImmutableSortedDictionary<string, PolicyEnvironment>.Builder environments = before.Environments.ToBuilder();
    private readonly ImmutableSortedDictionary<string, Pipeline>.Builder pipelines = before.Pipelines.ToBuilder();
    private readonly ImmutableSortedDictionary<string, Workload>.Builder workloads = before.Workloads.ToBuilder();
    private readonly ImmutableSortedDictionary<string, Service>.Builder services = before.Services.ToBuilder();
    private readonly ImmutableSortedDictionary<string, Role>.Builder roles = before.Roles.ToBuilder();
    private readonly ImmutableSortedDictionary<string, Grant>.Builder grants = before.Grants.ToBuilder();
    private readonly ImmutableSortedDictionary<string, PolicyTest>.Builder tests = before.Tests.ToBuilder();
    private readonly ImmutableDictionary<(PolicyKind Kind, Guid Id), string>.Builder namesById = before.NamesById.ToBuilder();
    private readonly ImmutableArray<Grant>.Builder touchedGrants = ImmutableArray.CreateBuilder<Grant>();

    /// <summary>The grants as they stood before, and as they stand now.</summary>
    public ImmutableArray<Grant> TouchedGrants => touchedGrants.ToImmutable();

    public void Remove(PolicyReference reference)
    {
        if (Find(reference) is not { } former)
            return;
        if (former.Id is { } id)
            namesById.Remove((former.Kind, id));
        Note(former);
        Remove(former.Kind, former.Name);
    }

    /// <summary>Takes out the object with this id, whatever its name.</summary>
    public void Remove(PolicyKind kind, Guid id)
    {
        if (namesById.TryGetValue((kind, id), out var name))
            Remove(new PolicyReference(kind, name));
    }

    public void Put(PolicyObject added)
    {
        if (added.Id is { } id)
            namesById[(added.Kind, id)] = added.Name;
        Note(added);
        switch (added)
        {
            case IdentityProvider o: providers[o.Name] = o; break;
            case PolicyEnvironment o: environments[o.Name] = o; break;
            case Pipeline o: pipelines[o.Name] = o; break;
            case Workload o: workloads[o.Name] = o; break;
            case Service o: services[o.Name] = o; break;
            case Role o: roles[o.Name] = o; break;
            case Grant o: grants[o.Name] = o; break;
            case PolicyTest o: tests[o.Name] = o; break;
            default: throw new ArgumentException($"no kind for {added.Kind}", nameof(added));
        }
    }

    public PolicyObjects ToImmutable() => new()
    {
        Providers = providers.ToImmutable(),
        Environments = environments.ToImmutable(),
        Pipelines = pipelines.ToImmutable(),
        Workloads = workloads.ToImmutable(),
        Services = services.ToImmutable(),
        Roles = roles.ToImmutable(),
        Grants = grants.ToImmutable(),
        Tests = tests.ToImmutable(),
        NamesById = namesById.ToImmutable(),
    };

    private PolicyObject? Find(PolicyReference reference) => reference.Kind switch
    {
        PolicyKind.IdentityProvider => providers.GetValueOrDefault(reference.Name),
        PolicyKind.Environment => environments.GetValueOrDefault(reference.Name),
        PolicyKind.Pipeline => pipelines.GetValueOrDefault(reference.Name),
        PolicyKind.Workload => workloads.GetValueOrDefault(reference.Name),
        PolicyKind.Service => services.GetValueOrDefault(reference.Name),
        PolicyKind.Role => roles.GetValueOrDefault(reference.Name),
        PolicyKind.Grant => grants.GetValueOrDefault(reference.Name),
        PolicyKind.Test => tests.GetValueOrDefault(reference.Name),
    };

    private bool Remove(PolicyKind kind, string name) => kind switch
    {
        PolicyKind.IdentityProvider => providers.Remove(name),
        PolicyKind.Environment => environments.Remove(name),
        PolicyKind.Pipeline => pipelines.Remove(name),
        PolicyKind.Workload => workloads.Remove(name),
        PolicyKind.Service => services.Remove(name),
        PolicyKind.Role => roles.Remove(name),
        PolicyKind.Grant => grants.Remove(name),
        PolicyKind.Test => tests.Remove(name),
    };

    private void Note(PolicyObject touched)
    {
        if (touched is Grant grant)
            touchedGrants.Add(grant);
    }
}
