using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A branch is a label that whoever creates a build can choose, not a proof of where its commit came from.</summary>
internal static class BranchGuardLint
{
    public static void Check(ValidationContext context)
    {
        foreach (var grant in context.Grants)
        {
            if (grant.Object.Effect == Effect.Allow && IsBranchOnly(grant.Object.When) && ProtectedEnvironment(context, grant.Object) is { } environment)
            {
                context.Warn(
                    DiagnosticCodes.LintBranchOnly, grant.At("/when/branches"),
                    $"a branch alone guards `{environment}`, and whoever starts a build by hand can name any: add `sources`, `tags` or a queue's id");
            }
        }
    }

    /// <summary>The first environment of the grant whose changes somebody must approve.</summary>
    public static string? ProtectedEnvironment(ValidationContext context, Grant grant)
    {
        foreach (var environment in grant.Environments)
        {
            if (context.Index.Environments.GetValueOrDefault(environment) is { IsProtected: true })
                return environment;
        }

        return null;
    }

    private static bool IsBranchOnly(Conditions when) =>
        when.Branches.Count > 0 && when.Tags.Count == 0 && when.Sources.Count == 0 && when.Queues.Count == 0 && when.Clusters.Count == 0;
}
