using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>
/// What rules are good for: whether a decision would change without one. Worked out on sets; callers and rules that say the same share one answer. Decisions count,
/// whether or not anything enforces them: a deployment in shadow is judged as it will be enforced. Not for several threads at once.
/// </summary>
internal sealed class RuleJudge(PrincipalRoster roster, DateTimeOffset now)
{
    private readonly RuleDiagrams diagrams = new(now);
    private readonly RuleCells cells = new(roster);
    private readonly Dictionary<RuleTerms, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(int Terms, Regime, bool HasToken, bool IsConnection, ValueList<int> Others), CellAnswer> done = [];
    private readonly bool narrows = roster.Principals.Any(HasConditionClaim);
    private readonly Dictionary<string, bool> narrowingIssuers = new(StringComparer.Ordinal);

    public PrincipalRoster Roster => roster;

    public DateTimeOffset Now => now;

    /// <summary>What the rule is good for at its deployment.</summary>
    public RuleVerdict VerdictOf(DeploymentPolicy deployment, DeploymentRule rule) =>
        cells.Of(deployment, rule).Select(cell => VerdictOf(rule, cell)).Aggregate(RuleVerdict.Nobody, (all, one) => all.And(one));

    /// <summary>What the grant is good for, over all its deployments.</summary>
    public RuleVerdict VerdictOf(PolicySet policy, Grant grant) =>
        GrantPlaces.Of(policy, grant).Select(place => VerdictOf(place.Deployment, place.Rule)).Aggregate(RuleVerdict.Nobody, (all, one) => all.And(one));

    /// <summary>The cells of a rule, each with the sets that its verdict rests on.</summary>
    public IEnumerable<JudgedCell> Judge(DeploymentPolicy deployment, DeploymentRule rule) => cells.Of(deployment, rule).Select(cell => new JudgedCell(deployment, rule, cell, Sets(rule, cell)));

    public IdentityRef IdentityOf(RuleCell cell) => cells.IdentityOf(cell.Subject);

    /// <summary>What a rule says to the callers of a cell.</summary>
    public Diagram Bearing(DeploymentRule rule, RuleCell cell) => diagrams.Bearing(rule.Terms, cell.Regime, cell.HasToken, cell.IsConnection).And(SpaceOf(cell));

    private RuleVerdict VerdictOf(DeploymentRule rule, RuleCell cell)
    {
        var answer = IsNarrowed(cell) ? Work(rule, cell) : Known(rule, cell);
        if (!answer.Verdict.HasFlag(CellVerdict.Covered))
            return new RuleVerdict(answer.Verdict, null);
        var names = cell.Others.Where(r => r.Effect == rule.Effect && answer.Alone.Contains(r.Terms, ReferenceEqualityComparer.Instance)).Select(r => r.Grant.Name);
        return new RuleVerdict(answer.Verdict, names.Order(StringComparer.Ordinal).ToValueList());
    }

    private CellAnswer Known(DeploymentRule rule, RuleCell cell)
    {
        var others = cell.Others.Select(r => NumberOf(r.Terms)).Distinct().Order().ToValueList();
        var key = (NumberOf(rule.Terms), cell.Regime, cell.HasToken, cell.IsConnection, others);
        return done.TryGetValue(key, out var known) ? known : done[key] = Work(rule, cell);
    }

    private CellAnswer Work(DeploymentRule rule, RuleCell cell)
    {
        var sets = Sets(rule, cell);
        var alone = sets.Verdict.HasFlag(CellVerdict.Covered)
            ? cell.Others.Where(r => r.Effect == rule.Effect && sets.Alive.Minus(Bearing(r, cell)).IsNothing).Select(r => r.Terms).Distinct().ToImmutableArray()
            : [];
        return new CellAnswer(sets.Verdict, alone);
    }

    private CellSets Sets(DeploymentRule rule, RuleCell cell)
    {
        var said = Bearing(rule, cell);
        if (said.IsNothing)
            return new CellSets(rule.Terms.Expires <= now ? CellVerdict.Ended : CellVerdict.None, said, said, said);
        var denied = Union(cell, Effect.Deny).And(said);
        var alive = said.Minus(denied);
        return rule.Effect == Effect.Deny ? SetsOfDeny(said, alive, cell) : SetsOfAllow(said, denied, alive, cell);
    }

    private CellSets SetsOfAllow(Diagram said, Diagram denied, Diagram alive, RuleCell cell)
    {
        if (cell.Regime != Regime.Governed)
            return new CellSets(CellVerdict.Idle, said, alive, Diagram.Nothing);
        if (alive.IsNothing)
            return new CellSets(CellVerdict.Denied, said, alive, Diagram.Nothing);
        var needed = alive.Minus(Union(cell, Effect.Allow));
        var partly = denied.IsNothing ? CellVerdict.None : CellVerdict.PartlyDenied;
        return new CellSets((needed.IsNothing ? CellVerdict.Covered : CellVerdict.Needed) | partly, said, alive, needed);
    }

    private CellSets SetsOfDeny(Diagram said, Diagram alive, RuleCell cell)
    {
        if (alive.IsNothing)
            return new CellSets(CellVerdict.Covered, said, said, Diagram.Nothing);
        var needed = cell.Regime == Regime.Governed ? Union(cell, Effect.Allow).And(alive) : alive;
        return new CellSets(needed.IsNothing ? CellVerdict.Guard : CellVerdict.Needed, said, alive, needed);
    }

    private Diagram Union(RuleCell cell, Effect effect) =>
        cell.Others.Where(r => r.Effect == effect).Select(r => r.Terms).Distinct<RuleTerms>(ReferenceEqualityComparer.Instance)
            .Aggregate(Diagram.Nothing, (union, terms) => union.Or(diagrams.Bearing(terms, cell.Regime, cell.HasToken, cell.IsConnection)));

    private Diagram SpaceOf(RuleCell cell) => IsNarrowed(cell) ? IdentitySpace.Of(roster.Directory, IdentityOf(cell)) : Diagram.Everything;

    /// <summary>Whether the callers cannot show just any claims: some workload of their issuer is known by a claim that conditions read.</summary>
    private bool IsNarrowed(RuleCell cell)
    {
        if (!narrows || !cell.HasToken || IdentityOf(cell).Issuer is not { } issuer)
            return false;
        if (!narrowingIssuers.TryGetValue(issuer, out var isNarrowed))
        {
            narrowingIssuers[issuer] = isNarrowed = roster.Directory.FindIssuer(issuer) is { } provider
                && roster.Directory.WorkloadsOf(provider.Name).Any(HasConditionClaim);
        }

        return isNarrowed;
    }

    private static bool HasConditionClaim(Principal principal) => principal.Workload?.Claims.Keys.Any(name => ClaimDimensions.Of(name) is not null) ?? false;

    private int NumberOf(RuleTerms terms)
    {
        if (!numbers.TryGetValue(terms, out var number))
            numbers[terms] = number = numbers.Count;
        return number;
    }

    private readonly record struct CellAnswer(CellVerdict Verdict, ImmutableArray<RuleTerms> Alone);
}

/// <summary>What a verdict on a rule rests on, for the callers of one cell.</summary>
/// <param name="Said">What the rule says.</param>
/// <param name="Alive">What other rules do not deny of it.</param>
/// <param name="Needed">Where a decision changes without it.</param>
internal readonly record struct CellSets(CellVerdict Verdict, Diagram Said, Diagram Alive, Diagram Needed);

/// <summary>A cell of a rule with the sets of its verdict.</summary>
internal readonly record struct JudgedCell(DeploymentPolicy Deployment, DeploymentRule Rule, RuleCell Cell, CellSets Sets);
