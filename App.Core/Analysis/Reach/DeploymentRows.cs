using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>What lets callers pass at one deployment: each rule with those for whom it lets anything pass.</summary>
public sealed class DeploymentRows
{
    private DeploymentRows(TimeSpanOfRules holds, ImmutableArray<RowSource> effective, ImmutableArray<RowSource> declared) =>
        (Holds, Effective, Declared) = (holds, effective, declared);

    internal TimeSpanOfRules Holds { get; }

    /// <summary>What has an effect at the instant, in the order of the grants.</summary>
    internal ImmutableArray<RowSource> Effective { get; }

    /// <summary>Every rule that is written, in force or not.</summary>
    internal ImmutableArray<RowSource> Declared { get; }

    internal static DeploymentRows Of(PrincipalRoster roster, ReachJudge judge, DeploymentPolicy deployment, DateTimeOffset at)
    {
        var inForce = deployment.Rules.Where(r => r.Terms.IsValidAt(at)).ToArray();
        var declared = deployment.Rules.Select(rule => RowSource.Written(deployment, rule));
        return new DeploymentRows(TimeSpanOfRules.Around(deployment, at), [.. Open(deployment), .. Rules(roster, judge, deployment, inForce)], [.. declared]);
    }

    private static IEnumerable<RowSource> Open(DeploymentPolicy deployment)
    {
        if (DeploymentView.IsOpen(deployment))
            yield return RowSource.ForEverybody(deployment, RowKind.Unenforced, null, ReachLevel.Everything);
        else if (deployment.Deployment.Isolation == Isolation.Pipelines)
            yield return RowSource.ForEverybody(deployment, RowKind.LeftAlone, null, ReachLevel.Everything);
    }

    private static IEnumerable<RowSource> Rules(PrincipalRoster roster, ReachJudge judge, DeploymentPolicy deployment, DeploymentRule[] inForce)
    {
        RuleTerms[] toAnyone = [.. inForce.Where(r => r.IsForAnyone && r.Effect == Effect.Deny).Select(r => r.Terms)];
        var denied = Denied(roster, inForce);
        foreach (var rule in inForce.Where(r => r.Effect == Effect.Allow))
        {
            if (rule.IsForAnyone)
            {
                if (judge.LevelOfAnyone(deployment, rule.Terms, toAnyone) is > ReachLevel.None and var level)
                    yield return RowSource.ForEverybody(deployment, RowKind.Anyone, rule, level == ReachLevel.Anyone ? ReachLevel.Always : level);
                continue;
            }

            var byTreatment = roster.Treatments.Select(t => judge.LevelOfRule(t, deployment, rule.Terms, toAnyone)).ToImmutableArray();
            var single = new Dictionary<int, ReachLevel>();
            foreach (var (principal, denies) in denied.Where(d => rule.Principals.Contains(roster.Principals[d.Key])))
                single[principal] = judge.LevelOfRule(roster.Treatments[roster.TreatmentOf(principal)], deployment, rule.Terms, [.. toAnyone, .. denies]);
            yield return RowSource.ForPrincipals(deployment, rule, byTreatment, single);
        }
    }

    /// <summary>Whom deny rules name, each with what they say.</summary>
    private static Dictionary<int, List<RuleTerms>> Denied(PrincipalRoster roster, DeploymentRule[] inForce)
    {
        var denied = new Dictionary<int, List<RuleTerms>>();
        foreach (var rule in inForce.Where(r => r.Effect == Effect.Deny))
        {
            foreach (var member in rule.Principals.Members)
            {
                var number = roster.NumberOf(member);
                if (!denied.TryGetValue(number, out var terms))
                    denied[number] = terms = [];
                terms.Add(rule.Terms);
            }
        }

        return denied;
    }
}
