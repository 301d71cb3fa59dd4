using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>Where Consul enforces a deployment: at the sidecars of the Consul service that it names.</summary>
/// <param name="TrustDomain">Of the Consul that the service is registered in; null where the deployment does not say.</param>
/// <param name="GatewayId">The SPIFFE ID of the hop before; null where this is the first.</param>
internal sealed record ConsulPlacement(string Service, string? TrustDomain, int Hop, SpiffeId? GatewayId)
{
    public bool IsLaterHop => Hop > 0;

    /// <summary>The Consul service that the hop before is; null where there is none, or none that Consul knows.</summary>
    public string? Gateway => GatewayId is { } id ? LocalService(id) : null;

    /// <summary>The placement of the last hop, where it is Consul's: intentions are enforced at the service that is called, at no gateway before it.</summary>
    public static ConsulPlacement? Of(Deployment deployment)
    {
        var last = deployment.Hops.Count - 1;
        if (last < 0 || deployment.Hops[last].Engine != Target.Consul || deployment.Consul is not { } consul)
            return null;
        var own = deployment.SpiffeId is { } id ? ConsulIdentity.Of(id) : null;
        return new ConsulPlacement(
            consul.Service, own?.Service == consul.Service ? own?.TrustDomain : null, last, last > 0 ? deployment.Hops[last - 1].SpiffeId : null);
    }

    /// <summary>The service of this Consul whose certificates hold the ID; null where no intention here can name it.</summary>
    public string? LocalService(SpiffeId id) => ConsulIdentity.Of(id) is { } identity && identity.TrustDomain == TrustDomain ? identity.Service : null;
}
