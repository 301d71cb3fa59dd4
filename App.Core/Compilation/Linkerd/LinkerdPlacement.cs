using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>Where Linkerd enforces a deployment: at one port of the pods that <c>kubernetes.selector</c> chooses, before whatever they run.</summary>
/// <param name="Gateway">The SPIFFE ID of the hop before; null where this is the first.</param>
internal sealed record LinkerdPlacement(string Namespace, ValueMap Selector, int Port, bool IsLaterHop, SpiffeId? Gateway)
{
    /// <summary>The placement of the last hop, where it is Linkerd's: it knows the pods of a deployment, and none of the gateways before them.</summary>
    public static LinkerdPlacement? Of(Deployment deployment)
    {
        var last = deployment.Hops.Count - 1;
        // Without a selector a Server would stand before every pod of the namespace, and it has no form without a port.
        if (last < 0 || deployment.Hops[last].Engine != Target.Linkerd || deployment.Kubernetes is not { Namespace.Length: > 0, Selector.Count: > 0, Port: > 0 } kubernetes)
            return null;
        return new LinkerdPlacement(kubernetes.Namespace, kubernetes.Selector, kubernetes.Port, last > 0, last > 0 ? deployment.Hops[last - 1].SpiffeId : null);
    }
}
