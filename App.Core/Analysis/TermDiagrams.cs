using System.Runtime.CompilerServices;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>What rules say as sets of requests, whatever the time. Rules that share their terms share one answer, worked out once.</summary>
internal sealed class TermDiagrams
{
    private readonly Dictionary<(RuleTerms Terms, bool HasToken, bool IsConnection), Diagram> matches = new(ByInstance.Instance);
    private readonly Dictionary<PathTemplate, Diagram> paths = [];

    /// <summary>The requests that the rule matches.</summary>
    /// <param name="hasToken">Whether the caller shows claims; conditions are unknown to any other.</param>
    /// <param name="isConnection">A TCP connection is asked as every method on the path <c>/</c>.</param>
    public Diagram Matches(RuleTerms terms, bool hasToken, bool isConnection)
    {
        if (matches.TryGetValue((terms, hasToken, isConnection), out var known))
            return known;
        var what = isConnection ? ConnectionOf(terms) : RequestsOf(terms);
        return matches[(terms, hasToken, isConnection)] = what.And(Claims(terms, hasToken));
    }

    /// <summary>The claims at which the rule speaks, whatever is asked.</summary>
    public static Diagram Claims(RuleTerms terms, bool hasToken) => (terms.Effect, terms.When.IsEmpty, hasToken) switch
    {
        (_, true, _) => Diagram.Everything,
        (Effect.Allow, _, false) => Diagram.Nothing,
        (Effect.Deny, _, false) => Diagram.Everything,
        (Effect.Allow, _, true) => ConditionDiagrams.True(terms.When),
        (Effect.Deny, _, true) => ConditionDiagrams.NotFalse(terms.When),
    };

    private static Diagram ConnectionOf(RuleTerms terms) => terms.Permits(MethodSet.All, "/") ? Diagram.Everything : Diagram.Nothing;

    private Diagram RequestsOf(RuleTerms terms)
    {
        var result = Diagram.Nothing;
        foreach (var permission in terms.Permissions)
        {
            var under = permission.Paths.Aggregate(Diagram.Nothing, (all, template) => all.Or(PathsOf(template)));
            result = result.Or(Diagram.Of(Dimension.Methods, new MethodChoice(permission.Methods)).And(under));
        }

        return result.And(Diagram.Of(Dimension.Form, FormSet.WellFormed));
    }

    private Diagram PathsOf(PathTemplate template) =>
        paths.TryGetValue(template, out var known) ? known : paths[template] = Diagram.Of(Dimension.Paths, PathSet.Of(template));

    /// <summary>Terms are compared by instance: equal ones are one.</summary>
    internal sealed class ByInstance : IEqualityComparer<(RuleTerms Terms, bool HasToken, bool IsConnection)>
    {
        public static readonly ByInstance Instance = new();

        public bool Equals((RuleTerms Terms, bool HasToken, bool IsConnection) x, (RuleTerms Terms, bool HasToken, bool IsConnection) y) =>
            ReferenceEquals(x.Terms, y.Terms) && x.HasToken == y.HasToken && x.IsConnection == y.IsConnection;

        public int GetHashCode((RuleTerms Terms, bool HasToken, bool IsConnection) key) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(key.Terms), key.HasToken, key.IsConnection);
    }
}
