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
    /// <summary>Costs one walk over the services where some address is taken, whatever their number. What the change itself touches besides is not looked for here.</summary>
    /// <param name="patch">The patch that made <paramref name="after"/> of <paramref name="before"/>.</param>
    public static ImmutableArray<ChangePlace> Of(PolicySet before, PolicySet after, PolicyPatch patch)
    {
        if (!patch.Upserts.Any(upsert => upsert is Service))
            return [];
        Taker[] takers = [.. ChangedObjects.Between(before.Objects, after.Objects, patch).Select(pair => Taker.Of(pair.Before as Service, pair.After as Service)).OfType<Taker>()];
        var owners = OwnersOf(before, takers.SelectMany(taker => taker.Addresses).ToHashSet(StringComparer.Ordinal));
        return
        [
            .. from taker in takers
               from owner in taker.Addresses.SelectMany(address => owners[address]).Distinct()
               where owner.OnlyService is null || owner.OnlyService != taker.Former
               select new ChangePlace(owner.Place, taker.Subject),
        ];
    }

    /// <summary>Of each address the places where it is, each once: many services may share a namespace.</summary>
    private static ILookup<string, Owner> OwnersOf(PolicySet policy, HashSet<string> wanted)
    {
        var found = from service in wanted.Count == 0 ? [] : policy.Services.Values
                    from deployment in service.Deployments
                    from address in AddressesOf(deployment)
                    where wanted.Contains(address)
                    select (Address: address, Place: new Place(deployment.Environment, service.Labels), service.Name);
        return found.GroupBy(at => (at.Address, at.Place), at => at.Name)
            .ToLookup(group => group.Key.Address, group => new Owner(group.Key.Place, group.Distinct().Count() == 1 ? group.First() : null), StringComparer.Ordinal);
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

    /// <param name="OnlyService">Null where several services have the address there.</param>
    private sealed record Owner(Place Place, string? OnlyService);

    /// <summary>A service with the addresses that it had not before.</summary>
    /// <param name="Former">Its name before; null for a new one.</param>
    private sealed record Taker(PolicyReference Subject, string? Former, string[] Addresses)
    {
        /// <returns>Null where nothing is taken.</returns>
        public static Taker? Of(Service? was, Service? becomes)
        {
            if (becomes is null)
                return null;
            string[] addresses = [.. becomes.Deployments.SelectMany(d => AddressesOf(d).Except(AddressesIn(was, d.Environment))).Distinct()];
            return addresses.Length == 0 ? null : new Taker(becomes.Reference, was?.Name, addresses);
        }
    }
}
