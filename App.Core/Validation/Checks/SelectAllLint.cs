using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>What selects all also selects what is added tomorrow.</summary>
internal static class SelectAllLint
{
    public static void Check(ValidationContext context)
    {
        foreach (var role in context.Roles)
        {
            for (var i = 0; i < role.Object.Permissions.Count; i++)
                Judge(context, role.Object.Permissions[i].Services, "service", role.At($"/permissions/{i}/services"));
        }

        foreach (var grant in context.Grants)
        {
            if (grant.Object.Principals.Pipelines is Selector.All all)
                Judge(context, all, "pipeline", grant.At("/principals/pipelines"));
            if (grant.Object.Principals.Workloads is Selector.All every)
                Judge(context, every, "workload", grant.At("/principals/workloads"));
        }
    }

    private static void Judge(ValidationContext context, Selector selector, string what, string pointer)
    {
        if (selector is Selector.All)
            context.Warn(DiagnosticCodes.LintSelectsAll, pointer + "/all", $"`all: true` selects every {what}, those added later too: select by `labels` or `names`");
    }
}
