using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>The end of every way through the tree: the rules of one caller, denies before allows, each by its grant's name and the caller's.</summary>
internal sealed class RuleSteps(DeploymentPolicy deployment) : ICallerSteps
{
    /// <summary>Whatever refuses a caller that nobody knows, the reason is that.</summary>
    private const string Stranger = "unknown_principal";

    /// <summary>The rules that name a caller, and those for anyone.</summary>
    /// <param name="principal">Null for a caller that the policy does not know.</param>
    public static ImmutableArray<DeploymentRule> RulesOf(DeploymentPolicy deployment, Principal? principal) => principal is null
        ? deployment.AnyoneRules
        : [.. deployment.NarrowRulesFor(principal), .. deployment.BroadRules.Where(r => r.Principals.Contains(principal)), .. deployment.AnyoneRules];

    public Step Refusing(IEnumerable<(Predicate When, Step Then)> refusals, Step otherwise) => Step.FirstOf(refusals, otherwise);

    public Step Governed(Step inner) => Step.FirstOf(
        [
            (Predicate.Not(PathPredicates.IsCanonical), Step.Deny("path_not_canonical")),
            (Predicate.Not(RulePredicates.IsKnownMethod), Step.Deny("method_unknown")),
        ],
        inner);

    /// <summary>The decision on a governed caller's request of known method and canonical path.</summary>
    public Step Of(Principal? principal, bool hasToken) =>
        Step.FirstOf(Cases(principal, hasToken, r => principal is null ? Stranger : r.Grant.Name), Step.Deny(OutcomeName.Of(principal is null ? Stranger : "no_grant", principal)));

    /// <summary>The decision on a caller that isolation leaves alone, unless a grant decides: one that shows a certificate at most.</summary>
    public Step OfUngoverned(Principal? principal)
    {
        var isOdd = Predicate.Not(Predicate.All(PathPredicates.IsCanonical, RulePredicates.IsKnownMethod));
        var isDeniedSomething = Predicate.Any(RulesOf(deployment, principal).Where(r => r.Effect == Effect.Deny).Select(r => RulePredicates.IsInForce(r, hasToken: false)));
        var alone = Step.Allow(OutcomeName.Of("not_governed", principal));
        return Step.FirstOf(
            [(Predicate.All(isOdd, isDeniedSomething), Step.Deny(OutcomeName.Of("path_not_canonical", principal))), (isOdd, alone), .. Cases(principal, hasToken: false, r => r.Grant.Name)],
            alone);
    }

    private IEnumerable<(Predicate, Step)> Cases(Principal? principal, bool hasToken, Func<DeploymentRule, string> nameOfDeny) => RulesOf(deployment, principal)
        .OrderBy(r => r.Effect == Effect.Deny ? 0 : 1).ThenBy(r => r.Grant.Name, StringComparer.Ordinal)
        .Select(r => (RulePredicates.Matches(r, hasToken), r.Effect == Effect.Deny ? Step.Deny(OutcomeName.Of(nameOfDeny(r), principal)) : Step.Allow(OutcomeName.Of(r.Grant.Name, principal))));
}
