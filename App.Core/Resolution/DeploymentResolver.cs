using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Finds, for each deployment, the rules that bear on it.</summary>
internal static class DeploymentResolver
{
    public static Dictionary<(string Environment, string Service), DeploymentPolicy> ResolveAll(PolicySet policy)
    {
        var grants = policy.Grants.Values.SelectMany(g => g.Environments.Distinct().Select(e => (e, g))).ToLookup(x => (x.e, x.g.Role), x => x.g);
        var principals = new Dictionary<PrincipalSelector, ImmutableArray<Principal>>();
        var result = new Dictionary<(string, string), DeploymentPolicy>();
        foreach (var service in policy.Services.Values)
        {
            var roles = policy.Roles.Values.Select(role => (role.Name, Permissions: PermissionsOn(role, service)))
                .Where(r => !r.Permissions.IsEmpty).ToArray();
            foreach (var deployment in service.Deployments)
            {
                var written = roles.SelectMany(role => grants[(deployment.Environment, role.Name)]
                    .Select(grant => new DeploymentRule(grant, Chosen(grant.Principals), role.Permissions)));
                result[(deployment.Environment, service.Name)] = new DeploymentPolicy(
                    policy.Environments[deployment.Environment], service, deployment, written.Concat(Generated(service, deployment)));
            }
        }

        return result;

        ImmutableArray<Principal> Chosen(PrincipalSelector selector)
        {
            if (!principals.TryGetValue(selector, out var chosen))
                principals[selector] = chosen = policy.Principals.Select(selector);
            return chosen;
        }
    }

    private static ImmutableArray<RulePermission> PermissionsOn(Role role, Service service) =>
        [.. role.Permissions.Where(p => p.Services.Selects(service.Name, service.Labels)).Select(p => new RulePermission(p.Methods, p.Paths))];

    /// <summary>Probes and CORS are grants to anyone, generated from the deployment.</summary>
    private static IEnumerable<DeploymentRule> Generated(Service service, Deployment deployment)
    {
        if (deployment.Probes.Count > 0)
            yield return ToAnyone("probes", new RulePermission(MethodSet.Get, deployment.Probes));
        if (deployment.Cors)
            yield return ToAnyone("cors", new RulePermission(MethodSet.Options, [PathTemplate.Everything]));

        DeploymentRule ToAnyone(string what, RulePermission permission)
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
            return new DeploymentRule(grant, [], [permission]);
        }
    }
}
