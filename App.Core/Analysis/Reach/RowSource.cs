using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>The rows of one reason at one deployment, counted without being made.</summary>
internal sealed class RowSource
{
    private readonly DeploymentPolicy deployment;
    private readonly RowKind kind;
    private readonly DeploymentRule? rule;
    private readonly ReachLevel everybody;
    private readonly ImmutableArray<ReachLevel> byTreatment;
    private readonly Dictionary<int, ReachLevel> single;

    private RowSource(DeploymentPolicy deployment, RowKind kind, DeploymentRule? rule, ReachLevel everybody, ImmutableArray<ReachLevel> byTreatment, Dictionary<int, ReachLevel> single) =>
        (this.deployment, this.kind, this.rule, this.everybody, this.byTreatment, this.single) = (deployment, kind, rule, everybody, byTreatment, single);

    public static RowSource ForEverybody(DeploymentPolicy deployment, RowKind kind, DeploymentRule? rule, ReachLevel level) => new(deployment, kind, rule, level, [], []);

    /// <param name="byTreatment">What the rule gives to those of each treatment.</param>
    /// <param name="single">What it gives to those whom a deny names as well.</param>
    public static RowSource ForPrincipals(DeploymentPolicy deployment, DeploymentRule rule, ImmutableArray<ReachLevel> byTreatment, Dictionary<int, ReachLevel> single) =>
        new(deployment, RowKind.Rule, rule, ReachLevel.None, byTreatment, single);

    /// <summary>The rule as it is written, for all whom it names.</summary>
    public static RowSource Written(DeploymentPolicy deployment, DeploymentRule rule) =>
        new(deployment, rule.IsForAnyone ? RowKind.Anyone : RowKind.Rule, rule, ReachLevel.None, [], []);

    /// <param name="asked">Which principals are asked for.</param>
    public int Count(PrincipalChoice asked)
    {
        if (kind != RowKind.Rule)
            return asked.HasEverybody ? 1 : 0;
        if (byTreatment.IsEmpty)
            return asked.CountOf(rule!.Principals);
        var count = byTreatment.Index().Where(t => IsSomething(t.Item)).Sum(t => asked.CountOf(rule!.Principals, t.Index));
        foreach (var (principal, level) in single)
        {
            if (asked.Contains(principal))
                count += (IsSomething(level) ? 1 : 0) - (IsSomething(byTreatment[asked.Roster.TreatmentOf(principal)]) ? 1 : 0);
        }

        return count;
    }

    public IEnumerable<AccessRow> Rows(PrincipalChoice asked)
    {
        if (kind != RowKind.Rule)
            return asked.HasEverybody ? [new AccessRow(deployment, kind, rule, null, everybody)] : [];
        return asked.Of(rule!.Principals).Select(p => (Principal: p, Level: LevelOf(asked.Roster, p))).Where(x => byTreatment.IsEmpty || IsSomething(x.Level))
            .Select(x => new AccessRow(deployment, kind, rule, asked.Roster.Principals[x.Principal], x.Level));
    }

    private ReachLevel LevelOf(PrincipalRoster roster, int principal) =>
        byTreatment.IsEmpty ? ReachLevel.None : single.TryGetValue(principal, out var level) ? level : byTreatment[roster.TreatmentOf(principal)];

    private static bool IsSomething(ReachLevel level) => level >= ReachLevel.Conditional;
}
