using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Whom the tokens of one OIDC provider may name; found once for a token, then asked without further lookups by name.</summary>
public sealed class ProviderPrincipals
{
    private readonly Dictionary<string, Principal> byId = new(StringComparer.Ordinal);
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
            if (pipeline.Id is { } id)
                byId.TryAdd(id.ToString(), principal);
            bySlug.TryAdd((pipeline.Organization.Slug, pipeline.Slug), principal);
        }
    }

    public OidcSettings Settings { get; }

    public ImmutableArray<Principal> Workloads { get; }

    /// <summary>Whether tokens are expected to name pipelines: there are some, or there is nothing else that they could name.</summary>
    public bool NamesPipelines { get; }

    /// <summary>Compares the claims as text, as every engine does: UUIDs in lower case with dashes.</summary>
    public Principal? FindPipelineByUuid(string organization, string pipeline) =>
        byId.GetValueOrDefault(pipeline) is { } found && found.OrganizationId == organization ? found : null;

    public Principal? FindPipelineBySlug(string organization, string pipeline) => bySlug.GetValueOrDefault((organization, pipeline));
}
