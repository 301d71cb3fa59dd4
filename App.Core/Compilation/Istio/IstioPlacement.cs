using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>
/// Where Istio enforces a deployment: in the sidecars of the pods that <c>kubernetes.selector</c> chooses, or, without a selector, at the
/// waypoint of the Kubernetes Service of the deployment's service.
/// </summary>
/// <param name="Selector">Empty for a waypoint.</param>
/// <param name="Port">The pods' port; null where the policy names none, and at waypoints, which see a service and no pod.</param>
/// <param name="Gateway">The SPIFFE ID of the hop before; null where this is the first.</param>
internal sealed record IstioPlacement(string Namespace, ValueMap Selector, string Service, int? Port, int Hop, SpiffeId? Gateway)
{
    public bool IsWaypoint => Selector.Count == 0;

    public bool IsLaterHop => Hop > 0;

    /// <summary>
    /// The placement of the last hop, where it is Istio's: Istio knows the pods of a deployment, and none of the gateways before them.
    /// </summary>
    public static IstioPlacement? Of(string service, Deployment deployment)
    {
        var last = deployment.Hops.Count - 1;
        if (last < 0 || deployment.Hops[last].Engine != Target.Istio || deployment.Kubernetes is not { Namespace.Length: > 0 } kubernetes)
            return null;
        int? port = kubernetes.Selector.Count > 0 && kubernetes.Port > 0 ? kubernetes.Port : null;
        return new IstioPlacement(kubernetes.Namespace, kubernetes.Selector, service, port, last, last > 0 ? deployment.Hops[last - 1].SpiffeId : null);
    }
}

