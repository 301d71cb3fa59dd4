using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Probes and CORS are grants to anyone, generated from the deployment.</summary>
public static class GeneratedRules
{
    /// <summary>Whether a grant of this name was generated: theirs hold slashes, which written names cannot.</summary>
    public static bool IsName(string grant) => grant.Contains('/');

    internal static IEnumerable<DeploymentRule> Of(Service service, Deployment deployment)
    {
        if (deployment.Probes.Count > 0)
            yield return ToAnyone(service, deployment, "probes", new RulePermission(MethodSet.Get, deployment.Probes));
        if (deployment.Cors)
            yield return ToAnyone(service, deployment, "cors", new RulePermission(MethodSet.Options, [PathTemplate.Everything]));
    }

    private static DeploymentRule ToAnyone(Service service, Deployment deployment, string what, RulePermission permission)
    {
        var name = $"{service.Name}/{deployment.Environment}/{what}";
        var grant = new Grant
        {
            Name = name,
            Effect = Effect.Allow,
            Principals = new PrincipalSelector { Anyone = true },
            Role = name,
            Environments = [deployment.Environment],
        };
        return new DeploymentRule(grant, PrincipalSet.None, RuleTerms.Of(grant, [permission]));
    }
}
