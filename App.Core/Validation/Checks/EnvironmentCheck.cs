using AccessConsole.Core.Diagnostics;

namespace AccessConsole.Core.Validation.Checks;

internal static class EnvironmentCheck
{
    private const int MaxApprovals = 20;

    public static void Check(ValidationContext context)
    {
        foreach (var item in context.Environments)
        {
            if (item.Object.Approvals is < 0 or > MaxApprovals)
                context.Error(DiagnosticCodes.ApprovalsRange, item.At("/approvals"), $"{item.Object.Approvals} approvals: a change needs 0 to {MaxApprovals}");
        }
    }
}
