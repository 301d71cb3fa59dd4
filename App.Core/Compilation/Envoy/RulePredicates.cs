using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>When a rule matches a request of a caller whom it names.</summary>
internal static class RulePredicates
{
    /// <summary>Whether the method is one that policies speak of.</summary>
    public static Predicate IsKnownMethod { get; } = Predicate.Any(MethodSet.KnownNames.Select(Inputs.Method.Is));

    /// <summary>Whether the rule matches a request of known method and canonical path.</summary>
    public static Predicate Matches(DeploymentRule rule, bool hasToken) => Predicate.All(Permits(rule), IsInForce(rule, hasToken));

    /// <summary>Whether the rule is in force for the caller, whatever is asked for.</summary>
    public static Predicate IsInForce(DeploymentRule rule, bool hasToken)
    {
        var conditions = ConditionPredicates.Of(rule.Terms.When, hasToken);
        return rule.Effect switch
        {
            Effect.Allow => Predicate.All(conditions.True, IsValid(rule.Terms)),
            // Nobody escapes a deny by a claim that is missing, and none ends because its time cannot be told.
            Effect.Deny => Predicate.All(Predicate.Not(conditions.False), Predicate.Not(IsOver(rule.Terms))),
        };
    }

    private static Predicate Permits(DeploymentRule rule) => Predicate.Any(rule.Permissions.Select(permission => Predicate.All(
        permission.Methods == MethodSet.All ? Predicate.Always : Predicate.Any(permission.Methods.Names().Select(Inputs.Method.Is)),
        Predicate.Any(permission.Paths.Select(PathPredicates.Of)))));

    private static Predicate IsValid(RuleTerms terms)
    {
        Cel[] bounds =
        [
            .. terms.ValidFrom is { } from ? [Cel.Call("_>=_", Cel.RequestTime, Cel.Time(from))] : (Cel[])[],
            .. terms.Expires is { } end ? [Cel.Call("_<_", Cel.RequestTime, Cel.Time(end))] : (Cel[])[],
        ];
        return bounds.Length == 0 ? Predicate.Always : Cel.And(bounds).ToPredicate();
    }

    private static Predicate IsOver(RuleTerms terms)
    {
        Cel[] bounds =
        [
            .. terms.ValidFrom is { } from ? [Cel.Call("_<_", Cel.RequestTime, Cel.Time(from))] : (Cel[])[],
            .. terms.Expires is { } end ? [Cel.Call("_>=_", Cel.RequestTime, Cel.Time(end))] : (Cel[])[],
        ];
        return bounds.Length == 0 ? Predicate.Never : bounds.Aggregate(Cel.Or).ToPredicate();
    }
}
