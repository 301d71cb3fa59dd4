using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>Where a grant bears, found by what it names and not by looking at every rule.</summary>
internal static class GrantPlaces
{
    public static IEnumerable<(DeploymentPolicy Deployment, DeploymentRule Rule)> Of(PolicySet policy, Grant grant)
    {
        var permissions = policy.Roles[grant.Role].Permissions;
        foreach (var environment in grant.Environments.Distinct())
        {
            var deployments = permissions.All(p => p.Services is Selector.Names)
                ? permissions.SelectMany(p => ((Selector.Names)p.Services).Values).Distinct().Select(service => policy.Find(environment, service)).OfType<DeploymentPolicy>()
                : policy.DeploymentsIn(environment);
            foreach (var deployment in deployments)
            {
                if (RuleOf(deployment, grant.Name) is { } rule)
                    yield return (deployment, rule);
            }
        }
    }

    /// <summary>The grant's rule at a deployment, whose rules are in ordinal order; null where it makes none.</summary>
    public static DeploymentRule? RuleOf(DeploymentPolicy deployment, string grant)
    {
        var (low, high) = (0, deployment.Rules.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(deployment.Rules[middle].Grant.Name, grant);
            if (order == 0)
                return deployment.Rules[middle];
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }
}
