using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Labels that nothing has, and roles and grants for services that are deployed nowhere: they look like access and give none.</summary>
internal static class NobodyLint
{
    public static void Check(ValidationContext context)
    {
        foreach (var role in context.Roles)
        {
            for (var i = 0; i < role.Object.Permissions.Count; i++)
                CheckServices(context, role.Object.Permissions[i].Services, role.At($"/permissions/{i}/services"));
        }

        var deployed = new Dictionary<(string Role, string Environment), bool>();
        foreach (var grant in context.Grants)
        {
            CheckPrincipals(context, grant);
            CheckDeployments(context, grant, deployed);
        }
    }

    private static void CheckServices(ValidationContext context, Selector services, string pointer)
    {
        var chosen = context.Index.Chosen(services);
        if (chosen.IsEmpty && services is Selector.Labels)
            context.Warn(DiagnosticCodes.LintMatchesNobody, pointer + "/labels", "no service has these labels: the permission is for nothing");
        else if (!chosen.IsEmpty && chosen.All(s => s.Deployments.Count == 0))
            context.Warn(DiagnosticCodes.LintMatchesNobody, pointer, "none of these services is deployed in any environment: the permission is for nothing");
    }

    private static void CheckPrincipals(ValidationContext context, Located<Grant> grant)
    {
        var principals = grant.Object.Principals;
        if (principals.Pipelines is Selector.Labels { Values.Count: > 0 } pipelines && context.Index.ChosenPipelines(pipelines).IsEmpty)
            context.Warn(DiagnosticCodes.LintMatchesNobody, grant.At("/principals/pipelines/labels"), "no pipeline has these labels: the grant matches none");
        if (principals.Workloads is Selector.Labels { Values.Count: > 0 } workloads && context.Index.ChosenWorkloads(workloads).IsEmpty)
            context.Warn(DiagnosticCodes.LintMatchesNobody, grant.At("/principals/workloads/labels"), "no workload has these labels: the grant matches none");
    }

    private static void CheckDeployments(ValidationContext context, Located<Grant> grant, Dictionary<(string Role, string Environment), bool> deployed)
    {
        var (role, environments) = (grant.Object.Role, grant.Object.Environments);
        // A role or environment that is not there has been reported.
        if (environments.Count == 0 || !context.Index.Roles.ContainsKey(role) || environments.Any(e => !context.Index.Environments.ContainsKey(e)))
            return;
        foreach (var environment in environments)
        {
            if (IsDeployed(context, role, environment, deployed))
                return;
        }

        context.Warn(
            DiagnosticCodes.LintMatchesNobody, () => grant.At("/environments"),
            () => $"role `{role}` is for no service that is deployed in {string.Join(" or ", environments.Select(e => $"`{e}`"))}: the grant matches nothing");
    }

    private static bool IsDeployed(ValidationContext context, string role, string environment, Dictionary<(string Role, string Environment), bool> deployed)
    {
        if (deployed.TryGetValue((role, environment), out var known))
            return known;
        return deployed[(role, environment)] = context.Index.Roles[role].Permissions
            .Any(p => context.Index.Chosen(p.Services).Any(s => s.In(environment) is not null));
    }
}
