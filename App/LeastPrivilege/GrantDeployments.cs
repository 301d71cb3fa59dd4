using System.Runtime.CompilerServices;
using AccessConsole.Core.Resolution;

namespace AccessConsole.LeastPrivilege;

/// <summary>On which deployments each grant bears; gone through once a policy, and kept as long as it is.</summary>
public sealed class GrantDeployments
{
    private readonly ConditionalWeakTable<PolicySet, Dictionary<string, List<DeploymentPolicy>>> known = [];

    public IReadOnlyList<DeploymentPolicy> Of(PolicySet policy, string grant) =>
        known.GetValue(policy, Find).TryGetValue(grant, out var deployments) ? deployments : [];

    private static Dictionary<string, List<DeploymentPolicy>> Find(PolicySet policy)
    {
        var found = new Dictionary<string, List<DeploymentPolicy>>(StringComparer.Ordinal);
        foreach (var deployment in policy.Deployments.OrderBy(d => d.Service.Name, StringComparer.Ordinal).ThenBy(d => d.Environment.Name, StringComparer.Ordinal))
        {
            foreach (var rule in deployment.Rules)
            {
                if (!found.TryGetValue(rule.Grant.Name, out var deployments))
                    found[rule.Grant.Name] = deployments = [];
                deployments.Add(deployment);
            }
        }

        return found;
    }
}
