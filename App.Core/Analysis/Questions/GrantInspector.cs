using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>Looks at single grants: what they are good for, by which others, and a request that shows it. Costs what the grant bears on.</summary>
public sealed class GrantInspector
{
    /// <summary>A list that is longer says no more to a person.</summary>
    public const int MaxListed = 100;

    private readonly PolicySet policy;
    private readonly RuleJudge judge;

    public GrantInspector(PolicySet policy, DateTimeOffset now)
        : this(policy, new RuleJudge(PrincipalRoster.Of(policy.Principals), now))
    {
    }

    internal GrantInspector(PolicySet policy, RuleJudge judge) => (this.policy, this.judge) = (policy, judge);

    /// <param name="grant">One of the policy's.</param>
    public GrantReport Inspect(Grant grant)
    {
        var verdict = judge.VerdictOf(policy, grant);
        var status = verdict.Status;
        ImmutableArray<string> coveredBy = status == GrantStatus.Covered ? [.. verdict.Alone!.Value] : [];
        var narrower = Narrower(grant).Take(MaxListed).ToArray();
        return new GrantReport(
            grant, status, coveredBy,
            status is GrantStatus.CoveredTogether or GrantStatus.CoveredOrDenied ? Together(grant) : [],
            verdict.Kinds.HasFlag(CellVerdict.Denied) || verdict.Kinds.HasFlag(CellVerdict.PartlyDenied) ? DeniedParts(grant) : [],
            [.. narrower.Where(n => !coveredBy.Contains(n.Name)).Select(n => Beyond(grant, n)).OfType<BroaderThan>()],
            [.. narrower.Where(n => coveredBy.Contains(n.Name)).Select(n => n.Name)],
            ProofOf(grant, status));
    }

    /// <summary>The grants that this one alone makes unnecessary, in ordinal order.</summary>
    public IEnumerable<Grant> Narrower(Grant grant) => GrantPlaces.Of(policy, grant)
        .SelectMany(place => place.Deployment.Rules
            .Where(r => r.Effect == grant.Effect && r.Grant.Name != grant.Name && policy.Grants.ContainsKey(r.Grant.Name) && IsWithin(place.Rule, r))
            .Where(r => judge.VerdictOf(place.Deployment, r).Alone is { } alone && alone.Contains(grant.Name)))
        .Select(r => r.Grant.Name).Distinct().Order(StringComparer.Ordinal)
        .Select(name => policy.Grants[name]).Where(other => IsCoveredBy(other, grant));

    /// <summary>Whether the one grant says all that the other says.</summary>
    public bool IsCoveredBy(Grant grant, Grant by)
    {
        var verdict = judge.VerdictOf(policy, grant);
        return verdict.Status == GrantStatus.Covered && verdict.Alone!.Value.Contains(by.Name);
    }

    /// <summary>A cheap look at whom the rules name, before what they say is compared.</summary>
    private static bool IsWithin(DeploymentRule broad, DeploymentRule narrow) =>
        broad.IsForAnyone || (!narrow.IsForAnyone && narrow.Principals.Members.Length <= broad.Principals.Members.Length && narrow.Principals.Members.All(broad.Principals.Contains));

    private ImmutableArray<string> Together(Grant grant)
    {
        var found = Cells(grant).Where(c => c.Sets.Verdict.HasFlag(CellVerdict.Covered))
            .SelectMany(c => c.Cell.Others.Where(r => r.Effect == grant.Effect && !judge.Bearing(r, c.Cell).And(c.Sets.Alive).IsNothing));
        return [.. found.Select(r => r.Grant.Name).Distinct().Take(MaxListed).Order(StringComparer.Ordinal)];
    }

    private ImmutableArray<DeniedPart> DeniedParts(Grant grant)
    {
        if (grant.Effect == Effect.Deny)
            return [];
        var parts = from cell in Cells(grant)
                    from deny in cell.Cell.Others
                    where deny.Effect == Effect.Deny
                    let taken = judge.Bearing(deny, cell.Cell).And(cell.Sets.Said)
                    where !taken.IsNothing
                    select (deny.Grant.Name, Environment: cell.Deployment.Environment.Name, Service: cell.Deployment.Service.Name, taken);
        return
        [
            .. parts.DistinctBy(p => (p.Name, p.Environment, p.Service)).Take(MaxListed)
                .Select(p => new DeniedPart(p.Name, p.Environment, p.Service, AccessRegion.Of(p.taken))),
        ];
    }

    private BroaderThan? Beyond(Grant grant, Grant narrower)
    {
        foreach (var cell in Cells(grant))
        {
            var other = cell.Cell.Others.FirstOrDefault(r => r.Grant.Name == narrower.Name);
            var beyond = other is null ? cell.Sets.Said : cell.Sets.Said.Minus(judge.Bearing(other, cell.Cell));
            if (!beyond.IsNothing)
                return new BroaderThan(narrower.Name, WitnessOf(cell, beyond));
        }

        return null;
    }

    /// <summary>A request that shows the status, decided by the evaluator with the grant and without.</summary>
    private GrantProof? ProofOf(Grant grant, GrantStatus status)
    {
        var shown = Cells(grant).Where(c => !c.Sets.Said.IsNothing).Select(c => (Cell: c, Set: SetThatShows(c.Sets, status))).FirstOrDefault(c => !c.Set.IsNothing);
        if (shown.Set is null)
            return null;
        var with = WitnessOf(shown.Cell, shown.Set);
        var without = policy.Apply(new PolicyPatch { Deletes = [grant.Reference] });
        return new GrantProof(with, Witness.Decide(without, with.Request));
    }

    private static Diagram SetThatShows(CellSets sets, GrantStatus status) => status switch
    {
        GrantStatus.Needed => sets.Needed,
        GrantStatus.Covered or GrantStatus.CoveredTogether => sets.Verdict.HasFlag(CellVerdict.Covered) ? sets.Alive : Diagram.Nothing,
        GrantStatus.Denied or GrantStatus.CoveredOrDenied => sets.Verdict.HasFlag(CellVerdict.Denied) ? sets.Said : Diagram.Nothing,
        GrantStatus.Guard => sets.Verdict.HasFlag(CellVerdict.Guard) ? sets.Alive : Diagram.Nothing,
        GrantStatus.Idle or GrantStatus.Ended or GrantStatus.MatchesNobody => sets.Said,
    };

    private IEnumerable<JudgedCell> Cells(Grant grant) => GrantPlaces.Of(policy, grant).SelectMany(place => judge.Judge(place.Deployment, place.Rule));

    private Witness WitnessOf(JudgedCell cell, Diagram set) => Witness.Of(policy, judge.IdentityOf(cell.Cell), cell.Deployment, AccessRegion.Of(set)[0].Sample(judge.Now));
}
