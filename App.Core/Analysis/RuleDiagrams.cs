using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>Rules as sets of requests, each worked out once.</summary>
/// <param name="now">What lies before it does not count.</param>
internal sealed class RuleDiagrams(DateTimeOffset now)
{
    private readonly Dictionary<(DeploymentRule Rule, bool HasToken, bool IsConnection), Diagram> matches = new(RuleComparer.Instance);
    private readonly Dictionary<PathTemplate, Diagram> paths = [];

    /// <summary>The requests that the rule matches.</summary>
    /// <param name="hasToken">Whether the caller shows claims; conditions are unknown to any other.</param>
    /// <param name="isConnection">A TCP connection is asked as every method on the path <c>/</c>.</param>
    public Diagram Matches(DeploymentRule rule, bool hasToken, bool isConnection)
    {
        if (matches.TryGetValue((rule, hasToken, isConnection), out var known))
            return known;
        var what = isConnection ? ConnectionOf(rule) : RequestsOf(rule);
        return matches[(rule, hasToken, isConnection)] = what.And(InForce(rule, hasToken));
    }

    /// <summary>The claims and times at which the rule speaks, whatever is asked.</summary>
    public Diagram InForce(DeploymentRule rule, bool hasToken)
    {
        var valid = Diagram.Of(Dimension.Time, TimeSet.Of(rule.Grant.ValidFrom, rule.Grant.Expires, now));
        var when = rule.Grant.When;
        return (rule.Effect, when.IsEmpty, hasToken) switch
        {
            (_, true, _) => valid,
            (Effect.Allow, _, false) => Diagram.Nothing,
            (Effect.Deny, _, false) => valid,
            (Effect.Allow, _, true) => ConditionDiagrams.True(when).And(valid),
            (Effect.Deny, _, true) => ConditionDiagrams.NotFalse(when).And(valid),
        };
    }

    private static Diagram ConnectionOf(DeploymentRule rule) => rule.Terms.Permits(MethodSet.All, "/") ? Diagram.Everything : Diagram.Nothing;

    private Diagram RequestsOf(DeploymentRule rule)
    {
        var result = Diagram.Nothing;
        foreach (var permission in rule.Permissions)
        {
            var under = permission.Paths.Aggregate(Diagram.Nothing, (all, template) => all.Or(PathsOf(template)));
            result = result.Or(Diagram.Of(Dimension.Methods, new MethodChoice(permission.Methods)).And(under));
        }

        return result.And(Diagram.Of(Dimension.Form, FormSet.WellFormed));
    }

    private Diagram PathsOf(PathTemplate template) =>
        paths.TryGetValue(template, out var known) ? known : paths[template] = Diagram.Of(Dimension.Paths, PathSet.Of(template));

    private sealed class RuleComparer : IEqualityComparer<(DeploymentRule Rule, bool HasToken, bool IsConnection)>
    {
        public static readonly RuleComparer Instance = new();

        public bool Equals((DeploymentRule Rule, bool HasToken, bool IsConnection) x, (DeploymentRule Rule, bool HasToken, bool IsConnection) y) =>
            ReferenceEquals(x.Rule, y.Rule) && x.HasToken == y.HasToken && x.IsConnection == y.IsConnection;

        public int GetHashCode((DeploymentRule Rule, bool HasToken, bool IsConnection) key) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Rule), key.HasToken, key.IsConnection);
    }
}
