using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Access to a protected environment that never ends is access that nobody looks at again.</summary>
internal static class ExpiryLint
{
    public static void Check(ValidationContext context)
    {
        foreach (var grant in context.Grants)
        {
            if (grant.Object is { Effect: Effect.Allow, Expires: null } && BranchGuardLint.ProtectedEnvironment(context, grant.Object) is { } environment)
                context.Warn(DiagnosticCodes.LintNoExpiry, grant.At(), $"the grant to `{environment}` never ends: give `expires`, so that somebody looks at it again");
        }
    }
}
