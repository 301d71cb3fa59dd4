using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>
/// The certificates that reach a deployment through Consul, and whose they are. At a certificate that is somebody's only its owners' tokens count, so that
/// each is a source. Where there are many, those are sources that the rules name, and at no other a token counts: an entry grows with its own rules and not
/// with everybody there is.
/// </summary>
internal sealed class IntentionSources
{
    /// <summary>How many services are listed beside those that the rules name.</summary>
    private const int MaxListed = 250;

    private readonly PrincipalDirectory directory;
    private readonly ConsulPlacement placement;
    private readonly Deployment deployment;
    private readonly ImmutableSortedDictionary<string, ImmutableArray<Principal>> owners;
    private readonly ImmutableArray<string> ciPaths;
    private readonly ImmutableArray<string> listed;

    public IntentionSources(PrincipalDirectory directory, DeploymentPolicy policy, ConsulPlacement placement)
    {
        (this.directory, deployment, this.placement) = (directory, policy.Deployment, placement);
        owners = ConsulDirectory.Of(directory).OwnersIn(placement.TrustDomain);
        ciPaths = [.. Local?.CiPaths ?? []];
        var named = policy.NamedPrincipals().Select(p => p.SpiffeId is { } id ? placement.LocalService(id) : null).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var isCrowded = !LeavesSomeAlone && owners.Count - named.Count > MaxListed;
        // A connection shows no token: whom no rule names is treated as anybody there.
        var isOfNamed = isCrowded || (!LeavesSomeAlone && deployment.Protocol == Protocol.Tcp);
        IsCrowded = isCrowded && IsTrusted && deployment.Protocol != Protocol.Tcp;
        listed = [.. (isOfNamed ? named : owners.Keys.Concat(ciPaths.Select(ConsulIdentity.ServiceOf).OfType<string>()))
            .Where(service => service != placement.Gateway).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether more services are somebody's than are listed, so that tokens count at listed ones only.</summary>
    public bool IsCrowded { get; }

    /// <summary>Whether certificates of this Consul count: the policy holds the authorities of its trust domain.</summary>
    private bool IsTrusted => Local?.TrustBundle is not null;

    private SpiffeSettings? Local => placement.TrustDomain is { } domain ? directory.FindTrustDomain(domain)?.Spiffe : null;

    private bool IsPipelinesOnly => deployment.Isolation == Isolation.Pipelines;

    /// <summary>Whether isolation leaves somebody alone, so that every service which it does not must be listed.</summary>
    private bool LeavesSomeAlone => IsPipelinesOnly && !ciPaths.Any(ConsulIdentity.HoldsAll);

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
        from service in listed
        where !ConsulDirectory.IsShared(OwnersOf(service))
        select new IntentionSource(service, OwnersOf(service), IsPipelinesOnly && !IsGoverned(service));

    /// <summary>Services that nobody is known by, since different principals have their certificates.</summary>
    public IEnumerable<string> Taken => listed.Where(service => ConsulDirectory.IsShared(OwnersOf(service)));

    /// <summary>Null where certificates of this Consul do not count.</summary>
    public IntentionSource? Others => IsTrusted ? new IntentionSource(PlannedSource.Others, [], LeavesSomeAlone, TakesTokens: !IsCrowded) : null;

    private ImmutableArray<Principal> OwnersOf(string service) => owners.GetValueOrDefault(service, []);

    private bool IsGoverned(string service) =>
        OwnersOf(service).Any(p => p.Pipeline is not null) || ciPaths.Any(path => ConsulIdentity.HoldsAll(path) || ConsulIdentity.ServiceOf(path) == service);
}
