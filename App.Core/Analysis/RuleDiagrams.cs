using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>Rules as sets of requests and times.</summary>
/// <param name="now">What lies before it does not count.</param>
internal sealed class RuleDiagrams(DateTimeOffset now)
{
    private readonly TermDiagrams terms = new();
    private readonly Dictionary<(RuleTerms Terms, bool HasToken, bool IsConnection), Diagram> matches = new(TermDiagrams.ByInstance.Instance);

    /// <summary>The requests that the rule decides. For a caller that is left alone a deny also covers odd requests: they are no way around it.</summary>
    /// <param name="hasToken">Whether the caller shows claims; conditions are unknown to any other.</param>
    /// <param name="isConnection">A TCP connection is asked as every method on the path <c>/</c>.</param>
    public Diagram Bearing(RuleTerms rule, Regime regime, bool hasToken, bool isConnection)
    {
        var matches = Matches(rule, hasToken, isConnection);
        return regime == Regime.LeftAlone && !isConnection && rule.Effect == Effect.Deny
            ? matches.Or(TermDiagrams.Claims(rule, hasToken).And(Valid(rule)).And(Diagram.Of(Dimension.Form, FormSet.Odd)))
            : matches;
    }

    /// <summary>The requests that the rule matches, and when.</summary>
    private Diagram Matches(RuleTerms rule, bool hasToken, bool isConnection)
    {
        var key = (rule, hasToken, isConnection);
        return matches.TryGetValue(key, out var known)
            ? known
            : matches[key] = terms.Matches(rule, hasToken, isConnection).And(Valid(rule));
    }

    private Diagram Valid(RuleTerms rule) => Diagram.Of(Dimension.Time, TimeSet.Of(rule.ValidFrom, rule.Expires, now));
}
