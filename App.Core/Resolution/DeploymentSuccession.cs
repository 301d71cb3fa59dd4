using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Carries deployments from a policy to its successor, so that an unchanged meaning is an unchanged instance.</summary>
internal static class DeploymentSuccession
{
    /// <summary>The deployments after a change of grants alone: only those that the grants bore on, or bear on now, are made anew.</summary>
    public static Dictionary<string, Dictionary<string, DeploymentPolicy>> WithGrantsChanged(
        PolicySet before, PolicySet after, ImmutableArray<Grant> touched)
    {
        var resolver = new DeploymentResolver(after);
        var changes = touched.Select(g => g.Name).Distinct()
            .SelectMany(name => RulesBefore(name).Concat(RulesAfter(name)))
            .GroupBy(change => (change.Environment, change.Service));

        var result = new Dictionary<string, Dictionary<string, DeploymentPolicy>>(before.DeploymentIndex, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var (environment, service) = change.Key;
            var current = result[environment][service];
            var names = change.Select(c => c.Grant).ToHashSet(StringComparer.Ordinal);
            var rules = current.Rules.Where(r => !names.Contains(r.Grant.Name)).Concat(change.Select(c => c.Rule).OfType<DeploymentRule>());
            var successor = new DeploymentPolicy(current.Environment, current.Service, current.Deployment, rules);
            if (successor.MeansTheSameAs(current))
                continue;
            if (ReferenceEquals(result[environment], before.DeploymentIndex[environment]))
                result[environment] = new Dictionary<string, DeploymentPolicy>(result[environment], StringComparer.Ordinal);
            result[environment][service] = successor;
        }

        return result;

        IEnumerable<(string Environment, string Service, string Grant, DeploymentRule? Rule)> RulesBefore(string name) =>
            before.Grants.TryGetValue(name, out var grant)
                ? new DeploymentResolver(before).RulesOf(grant).Select(x => (x.Environment, x.Service, name, (DeploymentRule?)null))
                : [];

        IEnumerable<(string Environment, string Service, string Grant, DeploymentRule? Rule)> RulesAfter(string name) =>
            after.Grants.TryGetValue(name, out var grant)
                ? resolver.RulesOf(grant).Select(x => (x.Environment, x.Service, name, (DeploymentRule?)x.Rule))
                : [];
    }

    /// <summary>Puts the former instance in the place of each deployment that means the same as before.</summary>
    public static void KeepUnchanged(PolicySet before, Dictionary<string, Dictionary<string, DeploymentPolicy>> after)
    {
        foreach (var (environment, services) in after)
        {
            foreach (var (service, deployment) in services.ToArray())
            {
                if (before.Find(environment, service) is { } former && former.MeansTheSameAs(deployment))
                    services[service] = former;
            }
        }
    }
}
