using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>How far rules let a caller come. Worked out on sets; callers and rules that say the same share one answer.</summary>
internal sealed class ReachJudge
{
    private readonly TermDiagrams diagrams = new();
    private readonly Dictionary<RuleTerms, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Regime, bool, bool, ValueList<int>, ValueList<int>), ReachLevel> done = [];

    /// <summary>The most that one of the principal's credentials reaches.</summary>
    /// <param name="own">The terms in force that name the principal.</param>
    /// <param name="anyones">The terms in force of grants to anyone.</param>
    public ReachLevel LevelOf(Treatment treatment, DeploymentPolicy deployment, IReadOnlyList<RuleTerms> own, IReadOnlyList<RuleTerms> anyones)
    {
        if (DeploymentView.IsOpen(deployment))
            return ReachLevel.Everything;
        var level = ReachLevel.None;
        foreach (var credential in treatment.Credentials)
        {
            var regime = RegimeOf(deployment, credential);
            var reached = LevelOf(regime, DeploymentView.IsTcp(deployment), credential.HasToken, credential.IsNamed ? own : [], anyones);
            level = reached > level ? reached : level;
        }

        return level;
    }

    /// <summary>What one allow rule by itself adds for the principal, after the denies.</summary>
    public ReachLevel LevelOfRule(Treatment treatment, DeploymentPolicy deployment, RuleTerms rule, IReadOnlyList<RuleTerms> denies)
    {
        if (DeploymentView.IsOpen(deployment))
            return ReachLevel.Everything;
        var level = ReachLevel.None;
        foreach (var credential in treatment.Credentials)
        {
            if (!credential.IsNamed || RegimeOf(deployment, credential) == Regime.Closed)
                continue;
            var reached = LevelOf(Regime.Governed, DeploymentView.IsTcp(deployment), credential.HasToken, [rule, .. denies], []);
            level = reached > level ? reached : level;
        }

        return level;
    }

    /// <summary>What a rule for anyone lets a caller without credential do, after the denies to anyone.</summary>
    public ReachLevel LevelOfAnyone(DeploymentPolicy deployment, RuleTerms rule, IReadOnlyList<RuleTerms> denies) => DeploymentView.IsOpen(deployment)
        ? ReachLevel.Everything
        : LevelOf(Regime.Governed, DeploymentView.IsTcp(deployment), false, [], [rule, .. denies]);

    /// <summary>The requests that pass.</summary>
    public Diagram Passing(Regime regime, bool isConnection, bool hasToken, IReadOnlyList<RuleTerms> rules)
    {
        var denied = Union(rules.Where(r => r.Effect == Effect.Deny));
        return regime switch
        {
            Regime.Closed => Diagram.Nothing,
            Regime.Open => Diagram.Everything,
            Regime.Governed => Union(rules.Where(r => r.Effect == Effect.Allow)).Minus(denied),
            Regime.LeftAlone => Diagram.Everything.Minus(denied),
        };

        Diagram Union(IEnumerable<RuleTerms> some) => some.Aggregate(Diagram.Nothing, (union, terms) => union.Or(Bearing(terms)));

        // For a caller that is left alone a deny also covers odd requests: they are no way around it.
        Diagram Bearing(RuleTerms terms)
        {
            var matches = diagrams.Matches(terms, hasToken, isConnection);
            return regime == Regime.LeftAlone && !isConnection && terms.Effect == Effect.Deny
                ? matches.Or(TermDiagrams.Claims(terms, hasToken).And(Diagram.Of(Dimension.Form, FormSet.Odd)))
                : matches;
        }
    }

    /// <summary>Whether some request is matched by both.</summary>
    public bool Overlap(RuleTerms one, RuleTerms other, bool hasToken, bool isConnection) =>
        !diagrams.Matches(one, hasToken, isConnection).And(diagrams.Matches(other, hasToken, isConnection)).IsNothing;

    public static Regime RegimeOf(DeploymentPolicy deployment, Credential credential) =>
        DeploymentView.RegimeOf(deployment, credential.Kind, credential.IsRefused, credential.IsGovernedAsCi);

    private ReachLevel LevelOf(Regime regime, bool isConnection, bool hasToken, IReadOnlyList<RuleTerms> own, IReadOnlyList<RuleTerms> anyones)
    {
        if (regime is Regime.Closed or Regime.Open)
            return regime == Regime.Open ? ReachLevel.Everything : ReachLevel.None;
        var key = (regime, isConnection, hasToken, Numbers(own), Numbers(anyones));
        return done.TryGetValue(key, out var known) ? known : done[key] = Work(regime, isConnection, hasToken, own, anyones);
    }

    private ReachLevel Work(Regime regime, bool isConnection, bool hasToken, IReadOnlyList<RuleTerms> own, IReadOnlyList<RuleTerms> anyones)
    {
        var personal = Passing(regime, isConnection, hasToken, [.. own, .. anyones.Where(r => r.Effect == Effect.Deny)]);
        if (!personal.IsNothing)
            return personal.IsEverything && regime == Regime.LeftAlone ? ReachLevel.Everything : HasUnconditional(personal) ? ReachLevel.Always : ReachLevel.Conditional;
        return Passing(regime, isConnection, hasToken, [.. own, .. anyones]).IsNothing ? ReachLevel.None : ReachLevel.Anyone;
    }

    /// <summary>Whether something passes whatever the claims. Claims are asked after what is asked for.</summary>
    private static bool HasUnconditional(Diagram diagram) =>
        diagram.IsEverything || (diagram.Dimension < Dimension.Tag && diagram.Edges.Any(edge => HasUnconditional(edge.Child)));

    private ValueList<int> Numbers(IReadOnlyList<RuleTerms> terms)
    {
        var result = ImmutableArray.CreateBuilder<int>(terms.Count);
        foreach (var one in terms)
        {
            if (!numbers.TryGetValue(one, out var number))
                numbers[one] = number = numbers.Count;
            result.Add(number);
        }

        return new ValueList<int>(result.MoveToImmutable());
    }
}
