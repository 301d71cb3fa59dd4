using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Finds principals by what verified credentials say.</summary>
public sealed class PrincipalDirectory
{
    private readonly Dictionary<(string Provider, Guid Organization, Guid Pipeline), Principal> byUuid = [];
    private readonly Dictionary<(string Provider, string Organization, string Pipeline), Principal> bySlug = [];
    private readonly Dictionary<string, ImmutableArray<Principal>> bySpiffeId;
    private readonly Dictionary<PolicyReference, Principal> byReference;
    private readonly ILookup<string, Principal> workloadsByProvider;

    public PrincipalDirectory(IEnumerable<IdentityProvider> providers, IEnumerable<Pipeline> pipelines, IEnumerable<Workload> workloads)
    {
        Providers = [.. providers];
        All = [.. pipelines.Select(p => new Principal(p)).Concat(workloads.Select(w => new Principal(w))).OrderBy(p => p.Reference)];
        byReference = All.ToDictionary(p => p.Reference);
        foreach (var principal in All)
        {
            if (principal.Pipeline is not { } pipeline)
                continue;
            if (pipeline.Id is { } id && pipeline.Organization.Id is { } organization)
                byUuid.TryAdd((pipeline.Provider, organization, id), principal);
            bySlug.TryAdd((pipeline.Provider, pipeline.Organization.Slug, pipeline.Slug), principal);
        }

        bySpiffeId = All.Where(p => p.SpiffeId is not null).GroupBy(p => p.SpiffeId!.Value.Text, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
        workloadsByProvider = All.Where(p => p.Workload?.Provider is not null).ToLookup(p => p.Workload!.Provider!, StringComparer.Ordinal);
    }

    public ImmutableArray<IdentityProvider> Providers { get; }

    /// <summary>All principals, ordered by reference.</summary>
    public ImmutableArray<Principal> All { get; }

    public Principal? Find(PolicyReference reference) => byReference.GetValueOrDefault(reference);

    public Principal? FindPipeline(string provider, Guid organization, Guid pipeline) => byUuid.GetValueOrDefault((provider, organization, pipeline));

    public Principal? FindPipeline(string provider, string organizationSlug, string slug) => bySlug.GetValueOrDefault((provider, organizationSlug, slug));

    /// <summary>All principals with this SPIFFE ID: one is identified by it, several are only narrowed to.</summary>
    public ImmutableArray<Principal> WithSpiffeId(SpiffeId id) => bySpiffeId.GetValueOrDefault(id.Text, []);

    /// <summary>The workloads that tokens of this provider may name.</summary>
    public IEnumerable<Principal> WorkloadsOf(string provider) => workloadsByProvider[provider];

    /// <summary>The principals that a grant's selector chooses, ordered by reference; none for anyone.</summary>
    public ImmutableArray<Principal> Select(PrincipalSelector selector) =>
    [
        .. All.Where(p => p.Pipeline is not null
            ? selector.Pipelines?.Selects(p.Name, p.Labels) ?? false
            : selector.Workloads?.Selects(p.Name, p.Labels) ?? false),
    ];
}
