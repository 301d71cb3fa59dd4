using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Whom the tokens of one OIDC provider may name; found once for a token, then asked without further lookups by name.</summary>
public sealed class ProviderPrincipals
{
    private readonly Dictionary<PipelineUuids, Principal> byUuids = [];
    private readonly Dictionary<(string Organization, string Pipeline), Principal> bySlug = [];

    internal ProviderPrincipals(OidcSettings settings, IEnumerable<Principal> principals)
    {
        Settings = settings;
        var known = principals.ToArray();
        Workloads = [.. known.Where(p => p.Workload is not null)];
        NamesPipelines = known.Length > Workloads.Length || Workloads.IsEmpty;
        foreach (var principal in known)
        {
            if (principal.Pipeline is not { } pipeline)
                continue;
            if (pipeline.Id is { } id && pipeline.Organization.Id is { } organization)
                byUuids.TryAdd(new PipelineUuids(organization, id), principal);
            bySlug.TryAdd((pipeline.Organization.Slug, pipeline.Slug), principal);
        }
    }

    public OidcSettings Settings { get; }

    public ImmutableArray<Principal> Workloads { get; }

    /// <summary>Whether tokens are expected to name pipelines: there are some, or there is nothing else that they could name.</summary>
    public bool NamesPipelines { get; }

    public Principal? FindPipelineByUuids(PipelineUuids uuids) => byUuids.GetValueOrDefault(uuids);

    public Principal? FindPipelineBySlug(string organization, string pipeline) => bySlug.GetValueOrDefault((organization, pipeline));
}
