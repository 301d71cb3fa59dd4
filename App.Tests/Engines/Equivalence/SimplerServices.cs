using AccessConsole.Core.Model;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>The services that are deployed less, or more plainly, than one.</summary>
internal static class SimplerServices
{
    private static readonly IReadOnlyList<Func<Deployment, Deployment>> Plainer =
    [
        d => d with { Hops = [.. d.Hops.Skip(1)] },
        d => d with { Protocol = Protocol.Http },
        d => d with { Mode = Mode.Enforce },
        d => d with { Isolation = Isolation.All },
        d => d with { Unidentified = Unidentified.Deny },
        d => d with { Probes = [] },
        d => d with { Cors = false },
        d => d with { WebSocket = false },
    ];

    public static IEnumerable<Service> Of(Service service) =>
        SmallerPolicies.Shorter(service.Deployments).Where(d => d.Count > 0).Concat(SmallerPolicies.Simpler(service.Deployments, PlainerDeployments)).Select(deployments => service with { Deployments = deployments });

    private static IEnumerable<Deployment> PlainerDeployments(Deployment deployment) =>
        Plainer.Select(plain => plain(deployment)).Where(d => d != deployment && d.Hops.Count > 0);
}
