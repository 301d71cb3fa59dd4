using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>All objects of a policy by kind and name; immutable, and a change copies only the path to what it changes.</summary>
public sealed record PolicyObjects
{
    public ImmutableSortedDictionary<string, IdentityProvider> Providers { get; internal init; } = Empty<IdentityProvider>();

    public ImmutableSortedDictionary<string, PolicyEnvironment> Environments { get; internal init; } = Empty<PolicyEnvironment>();

    public ImmutableSortedDictionary<string, Pipeline> Pipelines { get; internal init; } = Empty<Pipeline>();

    public ImmutableSortedDictionary<string, Workload> Workloads { get; internal init; } = Empty<Workload>();

    public ImmutableSortedDictionary<string, Service> Services { get; internal init; } = Empty<Service>();

    public ImmutableSortedDictionary<string, Role> Roles { get; internal init; } = Empty<Role>();

    public ImmutableSortedDictionary<string, Grant> Grants { get; internal init; } = Empty<Grant>();

    public ImmutableSortedDictionary<string, PolicyTest> Tests { get; internal init; } = Empty<PolicyTest>();

    /// <summary>The names under which ids stand, by kind and id.</summary>
    internal ImmutableDictionary<(PolicyKind Kind, Guid Id), string> NamesById { get; init; } = ImmutableDictionary<(PolicyKind, Guid), string>.Empty;

    public static PolicyObjects Of(PolicyDocument document) => new()
    {
        Providers = ByName(document.IdentityProviders),
        Environments = ByName(document.Environments),
        Pipelines = ByName(document.Pipelines),
        Workloads = ByName(document.Workloads),
        Services = ByName(document.Services),
        Roles = ByName(document.Roles),
        Grants = ByName(document.Grants),
        Tests = ByName(document.Tests),
        NamesById = document.Objects().Where(o => o.Id is not null).ToImmutableDictionary(o => (o.Kind, o.Id!.Value), o => o.Name),
    };

    /// <summary>The objects of revision 0.</summary>
    public static PolicyObjects None { get; } = new();

    /// <summary>All objects, kind by kind in the document's order, each kind in ordinal order of names.</summary>
    public IEnumerable<PolicyObject> All() => PolicyKinds.All.SelectMany(OfKind);

    /// <summary>In ordinal order of names.</summary>
    public IEnumerable<PolicyObject> OfKind(PolicyKind kind) => kind switch
    {
        PolicyKind.IdentityProvider => Providers.Values,
        PolicyKind.Environment => Environments.Values,
        PolicyKind.Pipeline => Pipelines.Values,
        PolicyKind.Workload => Workloads.Values,
        PolicyKind.Service => Services.Values,
        PolicyKind.Role => Roles.Values,
        PolicyKind.Grant => Grants.Values,
        PolicyKind.Test => Tests.Values,
    };

    public int CountOf(PolicyKind kind) => kind switch
    {
        PolicyKind.IdentityProvider => Providers.Count,
        PolicyKind.Environment => Environments.Count,
        PolicyKind.Pipeline => Pipelines.Count,
        PolicyKind.Workload => Workloads.Count,
        PolicyKind.Service => Services.Count,
        PolicyKind.Role => Roles.Count,
        PolicyKind.Grant => Grants.Count,
        PolicyKind.Test => Tests.Count,
    };

    public PolicyObject? Find(PolicyReference reference) => reference.Kind switch
    {
        PolicyKind.IdentityProvider => Providers.GetValueOrDefault(reference.Name),
        PolicyKind.Environment => Environments.GetValueOrDefault(reference.Name),
        PolicyKind.Pipeline => Pipelines.GetValueOrDefault(reference.Name),
        PolicyKind.Workload => Workloads.GetValueOrDefault(reference.Name),
        PolicyKind.Service => Services.GetValueOrDefault(reference.Name),
        PolicyKind.Role => Roles.GetValueOrDefault(reference.Name),
        PolicyKind.Grant => Grants.GetValueOrDefault(reference.Name),
        PolicyKind.Test => Tests.GetValueOrDefault(reference.Name),
    };

    /// <summary>The object with this id, whatever its name.</summary>
    public PolicyObject? FindById(PolicyKind kind, Guid id) => NamesById.TryGetValue((kind, id), out var name) ? Find(new PolicyReference(kind, name)) : null;

    /// <summary>
    /// The objects with the patch applied. An upsert replaces the object of its kind with its id, else with its name; so an object
    /// with a known id and a new name is a rename.
    /// </summary>
    /// <param name="touchedGrants">The grants as they stood before, and as they stand now.</param>
    public PolicyObjects Apply(PolicyPatch patch, out ImmutableArray<Grant> touchedGrants)
    {
        var editor = new PolicyObjectsEditor(this);
        foreach (var reference in patch.Deletes)
            editor.Remove(reference);
        // All formers go before anything comes, so that objects may take each other's names.
        foreach (var upsert in patch.Upserts)
        {
            if (upsert.Id is { } id)
                editor.Remove(upsert.Kind, id);
            editor.Remove(upsert.Reference);
        }

        foreach (var upsert in patch.Upserts)
            editor.Put(upsert);
        touchedGrants = editor.TouchedGrants;
        return editor.ToImmutable();
    }

    public bool DiffersInGrantsAndTestsOnly(PolicyObjects other) =>
        Providers == other.Providers && Environments == other.Environments && Pipelines == other.Pipelines
        && Workloads == other.Workloads && Services == other.Services && Roles == other.Roles;

    public PolicyDocument ToDocument() => PolicyDocument.Of(All());

    private static ImmutableSortedDictionary<string, T> Empty<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, T> ByName<T>(ValueList<T> objects)
        where T : PolicyObject => objects.ToImmutableSortedDictionary(o => o.Name, o => o, StringComparer.Ordinal);
}
