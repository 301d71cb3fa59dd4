using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Finds, for each deployment, the rules that bear on it.</summary>
internal sealed class DeploymentResolver(PolicySet policy, SharedTerms terms)
{
    private readonly Dictionary<PrincipalSelector, PrincipalSet> principals = [];

    /// <summary>Every deployment of the policy.</summary>
    public IEnumerable<DeploymentPolicy> ResolveAll()
    {
        var grants = policy.Grants.Values.SelectMany(g => g.Environments.Distinct().Select(e => (e, g))).ToLookup(x => (x.e, x.g.Role), x => x.g);
        var rolesOn = RolesByService();
        foreach (var service in policy.Services.Values)
        {
            var roles = rolesOn[service.Name].Select(role => (role.Name, Permissions: PermissionsOn(role, service)))
                .Where(r => r.Permissions.Count > 0).ToArray();
            foreach (var deployment in service.Deployments)
            {
                var written = roles.SelectMany(role => grants[(deployment.Environment, role.Name)].Select(grant => Rule(grant, role.Permissions)));
                yield return new DeploymentPolicy(
                    policy.Environments[deployment.Environment], service, deployment, written.Concat(GeneratedRules.Of(service, deployment)));
            }
        }
    }

    /// <summary>The rules that a grant makes, one for each deployment it bears on.</summary>
    public IEnumerable<(string Environment, string Service, DeploymentRule Rule)> RulesOf(Grant grant)
    {
        var role = policy.Roles[grant.Role];
        foreach (var service in ServicesOf(role))
        {
            var permissions = PermissionsOn(role, service);
            foreach (var deployment in service.Deployments)
            {
                if (permissions.Count > 0 && grant.Environments.Contains(deployment.Environment))
                    yield return (deployment.Environment, service.Name, Rule(grant, permissions));
            }
        }
    }

    private ILookup<string, Role> RolesByService() =>
        policy.Roles.Values.SelectMany(role => ServicesOf(role).Select(service => (service.Name, role))).ToLookup(x => x.Name, x => x.role, StringComparer.Ordinal);

    /// <summary>A role that names its services is looked up by name; one that chooses by labels has to ask each.</summary>
    private IEnumerable<Service> ServicesOf(Role role)
    {
        if (!role.Permissions.All(p => p.Services is Selector.Names))
            return policy.Services.Values;
        return role.Permissions.SelectMany(p => ((Selector.Names)p.Services).Values).Distinct()
            .Select(name => policy.Services.GetValueOrDefault(name)).OfType<Service>();
    }

    private DeploymentRule Rule(Grant grant, ValueList<RulePermission> permissions)
    {
        if (!principals.TryGetValue(grant.Principals, out var chosen))
            principals[grant.Principals] = chosen = policy.Principals.Select(grant.Principals);
        return new DeploymentRule(grant, chosen, terms.Share(RuleTerms.Of(grant, permissions)));
    }

    private static ValueList<RulePermission> PermissionsOn(Role role, Service service) =>
        [.. role.Permissions.Where(p => p.Services.Selects(service.Name, service.Labels)).Select(p => new RulePermission(p.Methods, p.Paths))];
}
