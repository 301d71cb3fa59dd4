using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Every hop is an engine that bundles can be made for, and every hop but the last is a gateway with a SPIFFE ID.</summary>
internal static class HopCheck
{
    public static void Check(ValidationContext context)
    {
        foreach (var (_, deployment, pointer) in context.Deployments)
        {
            context.CheckCount(deployment.Hops.Count, DocumentLimits.Hops, "hops", pointer + "/hops");
            for (var i = 0; i < deployment.Hops.Count; i++)
                CheckHop(context, deployment.Hops[i], isLast: i == deployment.Hops.Count - 1, $"{pointer}/hops/{i}");
        }
    }

    private static void CheckHop(ValidationContext context, Hop hop, bool isLast, string pointer)
    {
        if (!isLast && hop.SpiffeId is null)
            context.Error(DiagnosticCodes.HopGatewayMissing, pointer, $"`{hop.Engine.Name()}` is not the last hop: give the gateway's `spiffeId`, by which the next hop knows it");
        if (!context.Options.Targets.Contains(hop.Engine))
            context.Error(DiagnosticCodes.HopTargetUnsupported, pointer, $"nothing compiles for `{hop.Engine.Name()}` yet: use {string.Join(" or ", context.Options.Targets.Select(t => $"`{t.Name()}`"))}");
    }
}
