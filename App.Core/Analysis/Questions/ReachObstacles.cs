using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>Why a principal never reaches a deployment: the grants that come nearest, and what keeps each from letting it through.</summary>
internal sealed class ReachObstacles(PolicySet policy, DeploymentPolicy deployment, RuleDiagrams diagrams, DateTimeOffset now)
{
    private const int MaxShown = 5;

    public IEnumerable<Obstacle> Of(Principal? principal, ImmutableArray<(IdentityRef Identity, DeploymentView View)> credentials, Diagram scope, ReachQuestion question)
    {
        if (credentials.All(c => c.View.Regime == Regime.Closed))
            return [new Obstacle(null, "credential", DeploymentView.IsTcp(deployment) ? "a TCP connection shows a certificate only, and the caller has none that is taken" : "none of the caller's credentials is taken: the policy cannot tell whom they name")];
        var near = deployment.Rules.Where(r => r.Effect == Effect.Allow)
            .Select(rule => (Rule: rule, Failures: Written(rule, principal, credentials, question).ToArray()))
            .OrderBy(c => c.Failures.Length).ThenBy(c => c.Failures is [.., { Failed: "principal" }]).ThenBy(c => c.Rule.Grant.Name, StringComparer.Ordinal)
            .Take(MaxShown).Select(c => c.Failures.FirstOrDefault() ?? Unwritten(c.Rule, credentials, scope));
        var found = near.Concat(Elsewhere(principal)).Take(MaxShown).ToArray();
        return found.Length > 0 ? found : [new Obstacle(null, "grant", $"no grant allows anything on `{deployment.Service.Name}` in `{deployment.Environment.Name}`")];
    }

    /// <summary>What keeps a rule from letting the principal through that says all that is asked, for the principal too. There always is something.</summary>
    private Obstacle Unwritten(DeploymentRule rule, ImmutableArray<(IdentityRef Identity, DeploymentView View)> credentials, Diagram scope)
    {
        var denies = credentials.SelectMany(c => c.View.Rules.Where(r => r.Effect == Effect.Deny && !Bearing(r, c).And(Bearing(rule, c)).And(scope).IsNothing))
            .Select(r => r.Grant.Name).Distinct().Order(StringComparer.Ordinal).ToArray();
        return denies.Length > 0
            ? new Obstacle(denies[0], "denied", $"`{rule.Grant.Name}` allows it, and `{denies[0]}` denies {(denies.Length == 1 ? "all of it" : "a part of it")}")
            : new Obstacle(rule.Grant.Name, "credential", "the tokens that could meet the grant's conditions name another workload besides");
    }

    /// <summary>What in the rule itself speaks of something or somebody else, the first to mend first.</summary>
    private IEnumerable<Obstacle> Written(
        DeploymentRule rule, Principal? principal, ImmutableArray<(IdentityRef Identity, DeploymentView View)> credentials, ReachQuestion question)
    {
        var failures = Written(rule, credentials, question);
        return rule.IsForAnyone || (principal is not null && rule.Principals.Contains(principal))
            ? failures
            : failures.Append(new Obstacle(rule.Grant.Name, "principal", principal is null ? "the grant is not for anyone, but for those it names" : $"the grant is not for {principal}"));
    }

    /// <summary>What in the rule itself speaks of something else.</summary>
    private IEnumerable<Obstacle> Written(DeploymentRule rule, ImmutableArray<(IdentityRef Identity, DeploymentView View)> credentials, ReachQuestion question)
    {
        var name = rule.Grant.Name;
        if (rule.Terms.Expires is { } end && end <= now)
            yield return new Obstacle(name, "expires", $"the grant expired at {end.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        if (!rule.Terms.When.IsEmpty && !credentials.Any(c => c.Identity.HasToken && c.View.Regime != Regime.Closed))
            yield return new Obstacle(name, "credential", "the grant has conditions, which only a token's claims can meet, and the caller shows no token there");
        if (DeploymentView.IsTcp(deployment))
        {
            if (!rule.Terms.Permits(MethodSet.All, "/"))
                yield return new Obstacle(name, "method", "a TCP connection needs a role that permits every method on `/`");
            yield break;
        }

        if (!rule.Permissions.Any(p => p.Methods.Overlaps(question.Methods)))
            yield return new Obstacle(name, "method", $"the grant permits {rule.Permissions.Aggregate(MethodSet.None, (all, p) => all | p.Methods)}");
        else if (question.Path is { } asked && !rule.Permissions.Any(p => p.Methods.Overlaps(question.Methods) && p.Paths.Any(path => !PathSet.Of(path).And(PathSet.Of(asked)).IsEmpty)))
            yield return new Obstacle(name, "path", $"the grant permits {string.Join(", ", rule.Permissions.SelectMany(p => p.Paths).Distinct().Take(3).Select(p => $"`{p}`"))}");
    }

    /// <summary>Grants that let the principal through to the service, but in other environments.</summary>
    private IEnumerable<Obstacle> Elsewhere(Principal? principal) =>
        from other in deployment.Service.Deployments
        where other.Environment != deployment.Environment.Name
        from rule in policy.Find(other.Environment, deployment.Service.Name)?.Rules ?? []
        where rule.Effect == Effect.Allow && !rule.IsForAnyone && principal is not null && rule.Principals.Contains(principal) && !(rule.Terms.Expires <= now)
        where !rule.Grant.Environments.Contains(deployment.Environment.Name)
        select new Obstacle(rule.Grant.Name, "environment", $"the grant holds in `{other.Environment}`, not in `{deployment.Environment.Name}`");

    private Diagram Bearing(DeploymentRule rule, (IdentityRef Identity, DeploymentView View) credential) =>
        diagrams.Bearing(rule.Terms, credential.View.Regime, credential.Identity.HasToken, credential.View.IsConnection);
}
