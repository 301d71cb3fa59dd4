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
            foreach (ref readonly var rule in deployment.NarrowRulesAround(principal))
            {
                if (rule.Names(principal) && Matches(rule.Terms))
                    match = match.With(rule.Terms.Effect, rule.Grant);
            }

            foreach (var rule in deployment.BroadRules)
            {
                if (rule.Principals.Contains(principal) && Matches(rule.Terms))
                    match = match.With(rule.Effect, rule.Grant);
            }
        }

        foreach (var rule in deployment.AnyoneRules)
        {
            if (Matches(rule.Terms))
                match = match.With(rule.Effect, rule.Grant);
        }

        return match;
    }

    /// <summary>Whether some deny grant in force is meant for the caller, whatever the method and path.</summary>
    public bool IsDeniedSomething()
    {
        if (principal is not null)
        {
            foreach (ref readonly var rule in deployment.NarrowRulesAround(principal))
            {
                if (rule.Names(principal) && IsDenyInForce(rule.Terms))
                    return true;
            }

            foreach (var rule in deployment.BroadRules)
            {
                if (rule.Principals.Contains(principal) && IsDenyInForce(rule.Terms))
                    return true;
            }
        }

        foreach (var rule in deployment.AnyoneRules)
        {
            if (IsDenyInForce(rule.Terms))
                return true;
        }

        return false;
    }

    private bool Matches(RuleTerms terms) => terms.Permits(method, path) && IsInForce(terms);

    private bool IsDenyInForce(RuleTerms terms) => terms.Effect == Effect.Deny && IsInForce(terms);

    /// <summary>Nobody is allowed on what is unknown, and nobody escapes a deny by leaving a claim out.</summary>
    private bool IsInForce(RuleTerms terms)
    {
        if (!terms.IsValidAt(now))
            return false;
        var holds = ConditionLogic.Holds(terms.When, claims);
        return terms.Effect == Effect.Deny ? holds != Trilean.False : holds == Trilean.True;
    }
}

/// <summary>The ordinally first matching grant of each effect, and of the matching allow grants the one that limits least.</summary>
internal readonly record struct RuleMatch(Grant? Deny, Grant? Allow, Grant? Widest = null)
{
    public RuleMatch With(Effect effect, Grant grant) => effect switch
    {
        Effect.Deny => this with { Deny = First(Deny, grant) },
        Effect.Allow => this with { Allow = First(Allow, grant), Widest = WiderOf(Widest, grant) },
    };

    private static Grant First(Grant? current, Grant grant) =>
        current is null || string.CompareOrdinal(grant.Name, current.Name) < 0 ? grant : current;

    /// <summary>A grant without a limit means no limit.</summary>
    private static Grant WiderOf(Grant? current, Grant grant) =>
        current is null || (current.RateLimit is { } limit && (grant.RateLimit is null || grant.RateLimit.Width.CompareTo(limit.Width) > 0)) ? grant : current;
}
