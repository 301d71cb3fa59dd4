using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>A request that a rule speaks of, to put to the simulator.</summary>
public static class RequestExample
{
    /// <summary>One that the grant speaks of, for the first of its principals; null where it reaches nothing.</summary>
    public static DecisionRequest? Of(PolicySet policy, Grant grant)
    {
        var rules = grant.Environments.SelectMany(policy.DeploymentsIn).Select(d => (Deployment: d, Rule: d.Rules.FirstOrDefault(r => r.Grant == grant)));
        var (found, chosen) = rules.FirstOrDefault(x => x.Rule is { } rule && (rule.IsForAnyone || rule.Principals.Members.Length > 0));
        return chosen is null ? null : Of(chosen.IsForAnyone ? null : chosen.Principals.Members[0], found, chosen);
    }

    /// <summary>Of the first allow rule in force, else of any other.</summary>
    internal static DecisionRequest? Of(Principal principal, DeploymentPolicy deployment, ImmutableArray<RuleStanding> rules)
    {
        var chosen = rules.OrderBy(r => r.State).ThenBy(r => r.Rule.Effect).ThenBy(r => r.Rule.IsForAnyone).FirstOrDefault()?.Rule;
        return chosen is null ? null : Of(principal, deployment, chosen);
    }

    private static DecisionRequest? Of(Principal? principal, DeploymentPolicy deployment, DeploymentRule chosen)
    {
        if (chosen.Permissions.FirstOrDefault(p => p.Paths.Count > 0) is not { } permission)
            return null;
        var when = chosen.Terms.When;
        return new DecisionRequest
        {
            Pipeline = principal?.Pipeline?.Name,
            Workload = principal?.Workload?.Name,
            Branch = when.Branches.Count > 0 ? Value(when.Branches) : null,
            Tag = when.Branches.Count == 0 && when.Tags.Count > 0 ? Value(when.Tags) : null,
            Source = Value(when.Sources),
            Queue = Value(when.Queues),
            Cluster = Value(when.Clusters),
            Step = Value(when.Steps),
            Environment = deployment.Environment.Name,
            Service = deployment.Service.Name,
            Method = permission.Methods.Names().First(),
            Path = PathOf(permission.Paths[0]),
        };
    }

    private static string? Value(ValueList<Pattern> patterns) =>
        patterns.Count == 0 ? null : patterns[0].IsPrefix ? patterns[0].Stem + "x" : patterns[0].Text;

    /// <summary>The template with each segment that may be anything filled in.</summary>
    private static string PathOf(PathTemplate template)
    {
        var segments = string.Join('/', template.Segments.Select(s => s ?? "x"));
        return template.EndsWithRest && segments.Length > 0 ? $"/{segments}/x" : $"/{segments}";
    }
}
