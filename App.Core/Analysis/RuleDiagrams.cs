using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>Rules as sets of requests and times.</summary>
/// <param name="now">What lies before it does not count.</param>
internal sealed class RuleDiagrams(DateTimeOffset now)
{
    private readonly TermDiagrams terms = new();
    private readonly Dictionary<(RuleTerms Terms, bool HasToken, bool IsConnection), Diagram> matches = new(TermDiagrams.ByInstance.Instance);

    /// <summary>The requests that the rule matches, and when.</summary>
    /// <param name="hasToken">Whether the caller shows claims; conditions are unknown to any other.</param>
    /// <param name="isConnection">A TCP connection is asked as every method on the path <c>/</c>.</param>
    public Diagram Matches(DeploymentRule rule, bool hasToken, bool isConnection)
    {
        var key = (rule.Terms, hasToken, isConnection);
        return matches.TryGetValue(key, out var known)
            ? known
            : matches[key] = terms.Matches(rule.Terms, hasToken, isConnection).And(Valid(rule.Terms));
    }

    /// <summary>The claims and times at which the rule speaks, whatever is asked.</summary>
    public Diagram InForce(DeploymentRule rule, bool hasToken) => TermDiagrams.Claims(rule.Terms, hasToken).And(Valid(rule.Terms));

    private Diagram Valid(RuleTerms rule) => Diagram.Of(Dimension.Time, TimeSet.Of(rule.ValidFrom, rule.Expires, now));
}
