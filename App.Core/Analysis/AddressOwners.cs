using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Analysis;

/// <summary>
/// Whose a service's new address is already: whoever gives their own service the address of another one lets callers through to that one, and so touches its
/// place, in whatever environment that is. Only what a change newly points at counts.
/// </summary>
internal static class AddressOwners
{
    /// <param name="patch">The patch that made <paramref name="after"/> of <paramref name="before"/>.</param>
    public static ImmutableArray<ChangePlace> Of(PolicySet before, PolicySet after, PolicyPatch patch) => patch.Upserts.Any(upsert => upsert is Service)
        ? [.. ChangedObjects.Between(before.Objects, after.Objects, patch).SelectMany(pair => Of(pair.Before as Service, pair.After as Service, before, after))]
        : [];

    private static IEnumerable<ChangePlace> Of(Service? was, Service? becomes, PolicySet before, PolicySet after)
    {
        if (becomes is null)
            return [];
        var taken = becomes.Deployments.SelectMany(d => AddressesOf(d).Except(AddressesIn(was, d.Environment))).ToHashSet();
        return taken.Count == 0 ? [] :
            from service in before.Services.Values.Concat(after.Services.Values)
            where service.Name != becomes.Name && service.Name != was?.Name
            from deployment in service.Deployments
            where AddressesOf(deployment).Any(taken.Contains)
            select new ChangePlace(new Place(deployment.Environment, service.Labels), becomes.Reference);
    }

    private static IEnumerable<string> AddressesIn(Service? service, string environment) => service?.In(environment) is { } deployment ? AddressesOf(deployment) : [];

    /// <summary>
    /// Namespaces and Consul's names are an environment's own; a workload's selector may overlap with another one, so that its whole namespace counts. What a
    /// machine calls itself by is nobody's.
    /// </summary>
    private static IEnumerable<string> AddressesOf(Deployment deployment)
    {
        if (deployment.Upstream is { } upstream && Uri.TryCreate(upstream, UriKind.Absolute, out var address) && !address.IsLoopback)
            yield return $"upstream {address.IdnHost}:{address.Port}";
        if (deployment.SpiffeId is { } id)
            yield return $"spiffe {id.Text}";
        if (deployment.Kubernetes is { } kubernetes)
            yield return $"namespace {deployment.Environment} {kubernetes.Namespace}";
        if (deployment.Consul is { } consul)
            yield return $"consul {deployment.Environment} {consul.Service}";
    }
}
