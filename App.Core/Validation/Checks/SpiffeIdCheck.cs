using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>
/// A SPIFFE ID means one thing: one workload, or one pipeline, or (narrowing only) several pipelines, or gateways. A gateway's certificate is
/// transport and never a caller, so it belongs to no principal.
/// </summary>
internal static class SpiffeIdCheck
{
    public static void Check(ValidationContext context)
    {
        var owners = new Dictionary<SpiffeId, PolicyReference>();
        foreach (var pipeline in context.Pipelines)
        {
            if (pipeline.Object.SpiffeId is { } id)
                owners.TryAdd(id, pipeline.Object.Reference);
        }

        foreach (var workload in context.Workloads)
        {
            if (workload.Object.SpiffeId is { } id && !owners.TryAdd(id, workload.Object.Reference))
                context.Error(DiagnosticCodes.SpiffeIdShared, workload.At("/spiffeId"), $"the SPIFFE ID belongs to {owners[id]} already: only pipelines may share one");
        }

        CheckGateways(context, owners);
    }

    private static void CheckGateways(ValidationContext context, Dictionary<SpiffeId, PolicyReference> owners)
    {
        foreach (var (_, deployment, pointer) in context.Deployments)
        {
            for (var i = 0; i < deployment.Hops.Count; i++)
            {
                if (deployment.Hops[i].SpiffeId is { } id && owners.TryGetValue(id, out var owner))
                    context.Error(DiagnosticCodes.SpiffeIdOfGateway, $"{pointer}/hops/{i}/spiffeId", $"the gateway's SPIFFE ID is that of {owner}: give the gateway one of its own");
            }
        }
    }
}
