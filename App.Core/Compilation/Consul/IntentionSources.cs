using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>The certificates that reach a deployment through Consul, and whose they are.</summary>
internal sealed class IntentionSources
{
    private readonly PrincipalDirectory directory;
    private readonly ConsulPlacement placement;
    private readonly Deployment deployment;
    private readonly ILookup<string, Principal> owners;
    private readonly ImmutableArray<string> ciPaths;

    public IntentionSources(PrincipalDirectory directory, Deployment deployment, ConsulPlacement placement)
    {
        (this.directory, this.deployment, this.placement) = (directory, deployment, placement);
        owners = directory.All.Where(p => p.SpiffeId is not null && p.SpiffeId != placement.GatewayId)
            .Select(p => (Principal: p, Service: placement.LocalService(p.SpiffeId!.Value))).Where(x => x.Service is not null)
            .ToLookup(x => x.Service!, x => x.Principal, StringComparer.Ordinal);
        ciPaths = [.. Local?.CiPaths ?? []];
    }

    /// <summary>Whether certificates of this Consul count: the policy holds the authorities of its trust domain.</summary>
    private bool IsTrusted => Local?.TrustBundle is not null;

    private SpiffeSettings? Local => placement.TrustDomain is { } domain ? directory.FindTrustDomain(domain)?.Spiffe : null;

    private bool IsPipelinesOnly => deployment.Isolation == Isolation.Pipelines;

    /// <summary>Whether no intention can name the principal by its certificate.</summary>
    public bool IsInexpressible(Principal principal) =>
        principal.SpiffeId is { } id && id != placement.GatewayId
        && (placement.LocalService(id) is not { } service || service == placement.Gateway);

    /// <summary>The gateway's certificate is transport: the caller is whoever's token it forwards.</summary>
    public IntentionSource? Gateway => placement.Gateway is { } gateway
        ? new IntentionSource(gateway, [], IsPipelinesOnly && deployment.Unidentified == Unidentified.Allow)
        : null;

    /// <summary>Services with a certificate of somebody's, or of CI's.</summary>
    public IEnumerable<IntentionSource> Named => !IsTrusted ? [] :
        from service in owners.Select(o => o.Key).Concat(ciPaths.Select(ConsulIdentity.ServiceOf).OfType<string>()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        where service != placement.Gateway && !IsTaken(service)
        select new IntentionSource(service, [.. owners[service]], IsPipelinesOnly && !IsGoverned(service));

    /// <summary>Services that several certificates have, of different principals: they are told apart by their datacenter, at which Consul does not look.</summary>
    public IEnumerable<string> Taken => owners.Select(o => o.Key).Where(s => s != placement.Gateway && IsTaken(s)).Order(StringComparer.Ordinal);

    /// <summary>Null where certificates of this Consul do not count.</summary>
    public IntentionSource? Others =>
        IsTrusted ? new IntentionSource(PlannedSource.Others, [], IsPipelinesOnly && !ciPaths.Any(ConsulIdentity.HoldsAll)) : null;

    private bool IsTaken(string service) => owners[service].Select(p => p.SpiffeId).Distinct().Count() > 1;

    private bool IsGoverned(string service) =>
        owners[service].Any(p => p.Pipeline is not null) || ciPaths.Any(path => ConsulIdentity.HoldsAll(path) || ConsulIdentity.ServiceOf(path) == service);
}
