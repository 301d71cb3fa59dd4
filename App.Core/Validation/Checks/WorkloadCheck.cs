using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A workload is known by a SPIFFE ID, or by claims of one provider.</summary>
internal static class WorkloadCheck
{
    private const int MaxClaimValue = 1_024;

    public static void Check(ValidationContext context)
    {
        foreach (var item in context.Workloads)
        {
            var workload = item.Object;
            if (workload.Provider is null != (workload.Claims.Count == 0))
                context.Error(DiagnosticCodes.WorkloadIdentity, item.At(), "`provider` and `claims` belong together: give both, or neither");
            else if (workload.SpiffeId is null && workload.Provider is null)
                context.Error(DiagnosticCodes.WorkloadIdentity, item.At(), "nothing identifies the workload: give `spiffeId`, or `provider` and `claims`");
            if (workload.Provider is { } provider)
                ProviderCheck.CheckOidcReference(context, provider, item.At("/provider"));
            CheckClaims(context, item);
        }
    }

    private static void CheckClaims(ValidationContext context, Located<Workload> item)
    {
        context.CheckCount(item.Object.Claims.Count, DocumentLimits.Claims, "claims", item.At("/claims"));
        foreach (var (name, value) in item.Object.Claims)
        {
            if (!Texts.IsClaimName(name) || value.Length > MaxClaimValue || Characters.FirstRefusedInLine(value) is not null)
                context.Error(DiagnosticCodes.ClaimNameInvalid, item.At("/claims"), $"`{Shown.Text(name)}` is no claim to compare: names are of letters, digits and `._:/-`, values one line of at most {MaxClaimValue} characters");
        }
    }
}
