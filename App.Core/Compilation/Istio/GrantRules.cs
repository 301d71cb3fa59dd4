using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>The rules of one grant: who, under which conditions, doing what. They allow or deny as the grant does.</summary>
internal sealed class GrantRules(CallerDirectory callers, DeploymentPolicy policy, IstioPlacement placement)
{
    private static readonly ImmutableArray<string> KnownMethods = [.. MethodSet.KnownNames];

    public IEnumerable<IstioRule> Of(DeploymentRule rule) => policy.Deployment.Protocol == Protocol.Tcp ? OfConnections(rule) : OfRequests(rule);

    /// <summary>A connection shows a certificate and no more: it is decided as if it did everything there is.</summary>
    private IEnumerable<IstioRule> OfConnections(DeploymentRule rule)
    {
        if (!rule.Terms.Permits(MethodSet.All, "/") || (rule.Effect == Effect.Allow && !rule.Grant.When.IsEmpty))
            return [];
        return rule.IsForAnyone ? [new IstioRule()] : Certificates(rule);
    }

    private IEnumerable<IstioRule> OfRequests(DeploymentRule rule)
    {
        var permitted = from caller in rule.Effect == Effect.Allow ? AllowedCallers(rule) : DeniedCallers(rule)
                        from permission in rule.Permissions
                        select caller with
                        {
                            Methods = [.. permission.Methods.Names()],
                            Paths = [.. permission.Paths.SelectMany(IstioText.Of).Distinct(StringComparer.Ordinal)],
                        };
        return permitted.Concat(UnknownMethods(rule));
    }

    private IEnumerable<IstioRule> AllowedCallers(DeploymentRule rule)
    {
        var tokens = rule.IsForAnyone ? callers.Issuers.SelectMany(callers.CompleteTokens) : IstioTokenNames.Together(callers.NamesOf(rule.Principals.Members));
        var byToken = WithConditions(tokens, rule);
        // A caller without a token has no build, of which a condition could hold.
        return rule.Grant.When.IsEmpty ? WithoutToken(rule).Concat(byToken) : byToken;
    }

    /// <summary>A bad credential is denied anyway, so that a deny need not ask how complete a token is; without a token, every condition is unknown.</summary>
    private IEnumerable<IstioRule> DeniedCallers(DeploymentRule rule)
    {
        if (!rule.IsForAnyone)
            return WithoutToken(rule).Concat(WithConditions(IstioTokenNames.Together(callers.NamesOf(rule.Principals.Members)), rule));
        return rule.Grant.When.IsEmpty ? [new IstioRule()] : WithoutToken(rule).Concat(WithConditions([[]], rule));
    }

    private IEnumerable<IstioRule> WithoutToken(DeploymentRule rule) =>
        (rule.IsForAnyone ? [new IstioRule()] : Certificates(rule)).Select(caller => caller.And(IstioCondition.NoToken));

    private IEnumerable<IstioRule> Certificates(DeploymentRule rule) =>
        Values.Chunks(callers.IdsOf(rule.Principals.Members, placement.Gateway).Select(IstioText.Of)).Select(ids => new IstioRule { Principals = ids });

    private static IEnumerable<IstioRule> WithConditions(IEnumerable<IstioCondition[]> tokens, DeploymentRule rule) =>
        from token in tokens
        from conditions in ConditionCases.Of(rule.Grant.When, rule.Effect)
        select new IstioRule().And(token).And(conditions);

    /// <summary>Whom isolation leaves alone may use any method, but not as a way around a grant that denies it something.</summary>
    private IEnumerable<IstioRule> UnknownMethods(DeploymentRule rule) =>
        rule.Effect == Effect.Deny && policy.Deployment.Isolation == Isolation.Pipelines
            ? WithoutToken(rule).Select(caller => caller with { NotMethods = KnownMethods })
            : [];
}
