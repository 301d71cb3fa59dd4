using AccessConsole.Core.Diagnostics;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A step's key comes from the pipeline's own YAML, so whoever can change that can give any step this key.</summary>
internal static class StepLint
{
    public static void Check(ValidationContext context)
    {
        foreach (var grant in context.Grants)
        {
            if (grant.Object.When.Steps.Count > 0)
                context.Warn(DiagnosticCodes.LintStep, grant.At("/when/steps"), "a step's key is chosen by the pipeline's own YAML: it narrows the grant against mistakes, not against people");
        }
    }
}
