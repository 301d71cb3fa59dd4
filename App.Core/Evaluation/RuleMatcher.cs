using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Evaluation;

/// <summary>Which rules of a deployment match one question. Holds no state of its own and allocates nothing.</summary>
internal readonly ref struct RuleMatcher(
    DeploymentPolicy deployment, Principal? principal, TokenClaims? claims, MethodSet method, ReadOnlySpan<char> path, DateTimeOffset now)
{
    private readonly ReadOnlySpan<char> path = path;

    /// <summary>The ordinally first matching deny and allow grants.</summary>
    public RuleMatch Match()
    {
        var match = default(RuleMatch);
        if (principal is not null)
        {
            match = Scan(deployment.NarrowRulesFor(principal), match);
            foreach (var rule in deployment.BroadRules)
            {
                if (rule.Principals.Contains(principal) && Matches(rule))
                    match = match.With(rule.Grant);
            }
        }

        return Scan(deployment.AnyoneRules, match);
    }

    /// <summary>Whether some deny grant in force is meant for the caller, whatever the method and path.</summary>
    public bool IsDeniedSomething()
    {
        if (principal is not null)
        {
            foreach (var rule in deployment.NarrowRulesFor(principal))
            {
                if (rule.Effect == Effect.Deny && IsInForce(rule))
                    return true;
            }

            foreach (var rule in deployment.BroadRules)
            {
                if (rule.Effect == Effect.Deny && rule.Principals.Contains(principal) && IsInForce(rule))
                    return true;
            }
        }

        foreach (var rule in deployment.AnyoneRules)
        {
            if (rule.Effect == Effect.Deny && IsInForce(rule))
                return true;
        }

        return false;
    }

    private RuleMatch Scan(ImmutableArray<DeploymentRule> rules, RuleMatch match)
    {
        foreach (var rule in rules)
        {
            if (Matches(rule))
                match = match.With(rule.Grant);
        }

        return match;
    }

    private bool Matches(DeploymentRule rule) => rule.Permits(method, path) && IsInForce(rule);

    /// <summary>Nobody is allowed on what is unknown, and nobody escapes a deny by leaving a claim out.</summary>
    private bool IsInForce(DeploymentRule rule)
    {
        if (!rule.Grant.IsValidAt(now))
            return false;
        var holds = ConditionLogic.Holds(rule.Grant.When, claims);
        return rule.Effect == Effect.Deny ? holds != Trilean.False : holds == Trilean.True;
    }
}

/// <summary>The ordinally first matching grant of each effect.</summary>
internal readonly record struct RuleMatch(Grant? Deny, Grant? Allow)
{
    public RuleMatch With(Grant grant) => grant.Effect switch
    {
        Effect.Deny => this with { Deny = First(Deny, grant) },
        Effect.Allow => this with { Allow = First(Allow, grant) },
    };

    private static Grant First(Grant? current, Grant grant) =>
        current is null || string.CompareOrdinal(grant.Name, current.Name) < 0 ? grant : current;
}
