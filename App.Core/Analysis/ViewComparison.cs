using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>What is gained and lost between two views of a deployment; identities with the same rules share one answer.</summary>
internal sealed class ViewComparison(RuleDiagrams diagrams)
{
    private readonly Dictionary<DeploymentRule, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Regime, bool, ValueList<int>, Regime, bool, ValueList<int>, bool), AccessDelta> done = [];

    public AccessDelta Compare(DeploymentView before, DeploymentView after, bool hasToken)
    {
        var key = (before.Regime, before.IsConnection, Numbers(before), after.Regime, after.IsConnection, Numbers(after), hasToken);
        return done.TryGetValue(key, out var known) ? known : done[key] = Work(before, after, hasToken);
    }

    /// <summary>The same for a token that cannot show just any claims.</summary>
    /// <param name="spaceBefore">Those by which it names its own principal only: with others it is refused where rules decide.</param>
    /// <param name="spaceAfter">As <paramref name="spaceBefore"/>.</param>
    /// <param name="shown">Those that it can show at all.</param>
    public AccessDelta Compare(DeploymentView before, Diagram spaceBefore, DeploymentView after, Diagram spaceAfter, Diagram shown)
    {
        var (was, becomes) = (Passing(before, spaceBefore), Passing(after, spaceAfter));
        return new AccessDelta(becomes.Minus(was), was.Minus(becomes));

        Diagram Passing(DeploymentView view, Diagram space) => Allowed(view, hasToken: true, view.Regime == Regime.Open ? shown : space);
    }

    private AccessDelta Work(DeploymentView before, DeploymentView after, bool hasToken)
    {
        var scope = ScopeOf(before, after, hasToken);
        if (scope.IsNothing)
            return AccessDelta.None;
        var (was, becomes) = (Allowed(before, hasToken, scope), Allowed(after, hasToken, scope));
        return new AccessDelta(becomes.Minus(was), was.Minus(becomes));
    }

    /// <summary>Where a difference can be: only rules that differ can make one, unless the views differ in kind.</summary>
    private Diagram ScopeOf(DeploymentView before, DeploymentView after, bool hasToken)
    {
        if (before.Regime != after.Regime || before.IsConnection != after.IsConnection)
            return Diagram.Everything;
        var (was, becomes) = (before.Rules.Select(r => r.Terms).ToHashSet(), after.Rules.Select(r => r.Terms).ToHashSet());
        return before.Rules.Where(r => !becomes.Contains(r.Terms)).Concat(after.Rules.Where(r => !was.Contains(r.Terms)))
            .Aggregate(Diagram.Nothing, (scope, rule) => scope.Or(Bearing(rule, before, hasToken)));
    }

    private Diagram Allowed(DeploymentView view, bool hasToken, Diagram scope) => view.Regime switch
    {
        Regime.Closed => Diagram.Nothing,
        Regime.Open => scope,
        Regime.Governed => Union(view, Effect.Allow, hasToken, scope).Minus(Union(view, Effect.Deny, hasToken, scope)),
        Regime.LeftAlone => scope.Minus(Union(view, Effect.Deny, hasToken, scope)),
    };

    private Diagram Union(DeploymentView view, Effect effect, bool hasToken, Diagram scope) => view.Rules.Where(r => r.Effect == effect)
        .Aggregate(Diagram.Nothing, (union, rule) => union.Or(Bearing(rule, view, hasToken).And(scope)));

    private Diagram Bearing(DeploymentRule rule, DeploymentView view, bool hasToken) =>
        diagrams.Bearing(rule.Terms, view.Regime, hasToken, view.IsConnection);

    private ValueList<int> Numbers(DeploymentView view) => view.Rules.Select(Number).ToValueList();

    private int Number(DeploymentRule rule) => numbers.TryGetValue(rule, out var known) ? known : numbers[rule] = numbers.Count;
}

/// <summary>What one identity gains and loses at one deployment.</summary>
internal sealed record AccessDelta(ImmutableArray<AccessRegion> Gained, ImmutableArray<AccessRegion> Lost)
{
    public static readonly AccessDelta None = new([], []);

    public AccessDelta(Diagram gained, Diagram lost)
        : this(AccessRegion.Of(gained), AccessRegion.Of(lost))
    {
    }
}
