using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Carries deployments from a policy to its successor, so that an unchanged meaning is an unchanged instance.</summary>
internal static class DeploymentSuccession
{
    /// <summary>The deployments that a change of grants alone makes anew: no others than those that the grants bore on, or bear on now.</summary>
    public static IEnumerable<DeploymentPolicy> Changed(PolicySet before, PolicySet after, SharedTerms terms, ImmutableArray<Grant> touched)
    {
        var was = new DeploymentResolver(before, terms);
        var becomes = new DeploymentResolver(after, terms);
        var changes = touched.Select(g => g.Name).Distinct()
            .SelectMany(name => RulesBefore(name).Concat(RulesAfter(name)))
            .GroupBy(change => (change.Environment, change.Service));
        foreach (var change in changes)
        {
            var current = before.Find(change.Key.Environment, change.Key.Service)!;
            var names = change.Select(c => c.Grant).ToHashSet(StringComparer.Ordinal);
            var rules = current.Rules.Where(r => !names.Contains(r.Grant.Name)).Concat(change.Select(c => c.Rule).OfType<DeploymentRule>());
            var successor = new DeploymentPolicy(current.Environment, current.Service, current.Deployment, rules);
            if (!successor.MeansTheSameAs(current))
                yield return successor;
        }

        IEnumerable<(string Environment, string Service, string Grant, DeploymentRule? Rule)> RulesBefore(string name) =>
            before.Grants.TryGetValue(name, out var grant)
                ? was.RulesOf(grant).Select(x => (x.Environment, x.Service, name, (DeploymentRule?)null))
                : [];

        IEnumerable<(string Environment, string Service, string Grant, DeploymentRule? Rule)> RulesAfter(string name) =>
            after.Grants.TryGetValue(name, out var grant)
                ? becomes.RulesOf(grant).Select(x => (x.Environment, x.Service, name, (DeploymentRule?)x.Rule))
                : [];
    }

    /// <summary>The former instance in the place of each deployment that means the same as before.</summary>
    public static IEnumerable<DeploymentPolicy> KeepUnchanged(PolicySet before, IEnumerable<DeploymentPolicy> after) =>
        after.Select(d => before.Find(d.Environment.Name, d.Service.Name) is { } former && former.MeansTheSameAs(d) ? former : d);
}
