using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Validation;

/// <summary>Finds what a policy's names and selectors mean, also in a policy with errors; of objects with one name the first counts.</summary>
internal sealed class PolicyIndex
{
    private readonly Dictionary<Selector, ImmutableArray<Service>> chosenServices = [];
    private readonly Dictionary<Selector, ImmutableArray<Pipeline>> chosenPipelines = [];
    private readonly Dictionary<Selector, ImmutableArray<Workload>> chosenWorkloads = [];

    public PolicyIndex(PolicyDocument document)
    {
        Providers = ByName(document.IdentityProviders);
        Environments = ByName(document.Environments);
        Pipelines = ByName(document.Pipelines);
        Workloads = ByName(document.Workloads);
        Services = ByName(document.Services);
        Roles = ByName(document.Roles);
    }

    /// <summary>Of a valid policy, whose own tables serve as they are.</summary>
    public PolicyIndex(PolicySet policy)
    {
        Providers = policy.Providers;
        Environments = policy.Environments;
        Pipelines = policy.Pipelines;
        Workloads = policy.Workloads;
        Services = policy.Services;
        Roles = policy.Roles;
    }

    public IReadOnlyDictionary<string, IdentityProvider> Providers { get; }

    public IReadOnlyDictionary<string, PolicyEnvironment> Environments { get; }

    public IReadOnlyDictionary<string, Pipeline> Pipelines { get; }

    public IReadOnlyDictionary<string, Workload> Workloads { get; }

    public IReadOnlyDictionary<string, Service> Services { get; }

    public IReadOnlyDictionary<string, Role> Roles { get; }

    public ImmutableArray<Service> Chosen(Selector selector) => Chosen(selector, Services, s => s.Labels, chosenServices);

    public ImmutableArray<Pipeline> ChosenPipelines(Selector? selector) =>
        selector is null ? [] : Chosen(selector, Pipelines, p => p.Labels, chosenPipelines);

    public ImmutableArray<Workload> ChosenWorkloads(Selector selector) => Chosen(selector, Workloads, w => w.Labels, chosenWorkloads);

    private static ImmutableArray<T> Chosen<T>(
        Selector selector, IReadOnlyDictionary<string, T> all, Func<T, ValueMap> labels, Dictionary<Selector, ImmutableArray<T>> cache)
        where T : PolicyObject
    {
        if (selector is Selector.Names names)
            return [.. names.Values.Distinct().Select(name => all.GetValueOrDefault(name)).OfType<T>()];
        if (!cache.TryGetValue(selector, out var chosen))
            cache[selector] = chosen = [.. all.Values.Where(value => selector.Selects(value.Name, labels(value)))];
        return chosen;
    }

    private static Dictionary<string, T> ByName<T>(ValueList<T> objects)
        where T : PolicyObject
    {
        var byName = new Dictionary<string, T>(objects.Count, StringComparer.Ordinal);
        foreach (var value in objects)
            byName.TryAdd(value.Name, value);
        return byName;
    }
}
