using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Observed;

/// <summary>
/// Declared, effective and observed access laid over one another: first what was observed and is not declared, then each declared way. Counted as a whole,
/// and made only where it is read, however many principals and services there are.
/// </summary>
public sealed class ObservedEdges
{
    private readonly ReachAtlas atlas;
    private readonly DateTimeOffset at;
    private readonly PrincipalChoice asked;
    private readonly EvidenceWindow window;
    private readonly RecentChanges changed;
    private readonly ObservedIndex index;
    private readonly AccessRows declared;
    private readonly List<ObservedEdge> beyond;

    // The deployment that was read last: rows come deployment by deployment.
    private (DeploymentPolicy Deployment, Dictionary<(string Grant, Principal? Principal), ReachLevel> Levels)? last;

    /// <param name="deployments">In the order of the edges.</param>
    /// <param name="window">Over which was observed; its end is the moment.</param>
    /// <param name="changed">What came to be as it is within the window.</param>
    public ObservedEdges(
        ReachAtlas atlas, IReadOnlyCollection<DeploymentPolicy> deployments, PrincipalChoice asked, DateTimeOffset at, EvidenceWindow window, IReadOnlyList<ObservedUse> uses,
        RecentChanges changed)
    {
        (this.atlas, this.at, this.asked, this.window, this.changed) = (atlas, at, asked, window, changed);
        index = new ObservedIndex(uses);
        declared = new AccessRows(atlas, deployments, asked, at, isDeclared: true);
        var places = deployments.ToDictionary(d => (d.Environment.Name, d.Service.Name));
        beyond =
        [
            .. uses.GroupBy(use => (use.Environment, use.Service)).Where(place => places.ContainsKey(place.Key)).SelectMany(place => Beyond(places[place.Key], place))
                .OrderBy(edge => edge.State).ThenByDescending(edge => edge.Seen!.Count).ThenBy(edge => edge.Caller, StringComparer.Ordinal),
        ];
    }

    public long Total => beyond.Count + declared.Total;

    /// <summary>How many were observed and are not declared.</summary>
    public int UndeclaredCount => beyond.Count;

    /// <summary>The edges from a place on.</summary>
    public IEnumerable<ObservedEdge> From(long skip)
    {
        foreach (var edge in beyond.Skip((int)Math.Min(skip, beyond.Count)))
            yield return edge;
        foreach (var row in declared.WithoutDenies(Math.Max(0, skip - beyond.Count)))
            yield return Declared(row);
    }

    private IEnumerable<ObservedEdge> Beyond(DeploymentPolicy deployment, IEnumerable<ObservedUse> uses)
    {
        var rules = deployment.Rules.ToDictionary(rule => rule.Grant.Name, StringComparer.Ordinal);
        return uses.Select(use => Beyond(deployment, rules, use)).OfType<ObservedEdge>();
    }

    private ObservedEdge? Beyond(DeploymentPolicy deployment, Dictionary<string, DeploymentRule> rules, ObservedUse use)
    {
        var principal = PrincipalOf(use.Principal);
        // Whom the policy does not know is found only where nobody is asked for in particular.
        if (principal is null ? asked.Count < asked.Roster.Principals.Length : !asked.Contains(asked.Roster.NumberOf(principal)))
            return null;
        if (rules.TryGetValue(use.Grant, out var rule) && (rule.IsForAnyone || (principal is not null && rule.Principals.Contains(principal))))
            return null;
        var state = use.Grant.Length > 0 ? EdgeState.Undeclared : use.Effect == "deny" ? EdgeState.Refused : EdgeState.Ungoverned;
        return new ObservedEdge(
            new AccessRow(deployment, RowKind.Rule, null, principal, ReachLevel.None), state, new TotalUse(use.Count, use.Last), use.Principal, use.Grant.Length > 0 ? use.Grant : use.Reason);
    }

    private ObservedEdge Declared(AccessRow row)
    {
        var (rule, deployment) = (row.Rule!, row.Deployment);
        var seen = index.Find(deployment.Environment.Name, deployment.Service.Name, rule.IsForAnyone ? null : row.Principal!.Reference, rule.Grant.Name);
        var level = LevelOf(row);
        var isInForce = rule.Effect == Effect.Deny ? rule.Terms.IsValidAt(at) : level > ReachLevel.None;
        var state = seen is not null ? EdgeState.Observed : !isInForce ? EdgeState.NotInForce : IsProven(rule, deployment) ? EdgeState.NeverObserved : EdgeState.Unproven;
        return new ObservedEdge(row with { Level = level }, state, seen);
    }

    private bool IsProven(DeploymentRule rule, DeploymentPolicy deployment) => GrantEvidence.Of([deployment], null, window, changed.Has(rule, deployment)).IsComplete;

    private ReachLevel LevelOf(AccessRow row)
    {
        if (last?.Deployment != row.Deployment)
        {
            var levels = new Dictionary<(string, Principal?), ReachLevel>();
            foreach (var effective in atlas.RowsOf(row.Deployment, at).Effective.SelectMany(source => source.Rows(asked)).Where(r => r.Rule is not null))
                levels[(effective.Rule!.Grant.Name, effective.Principal)] = effective.Level;
            last = (row.Deployment, levels);
        }

        return last!.Value.Levels.GetValueOrDefault((row.Rule!.Grant.Name, row.Principal));
    }

    private Principal? PrincipalOf(string logged) => logged.Split('/', 2) switch
    {
        ["pipeline", var name] => asked.Roster.Directory.Find(new PolicyReference(PolicyKind.Pipeline, name)),
        ["workload", var name] => asked.Roster.Directory.Find(new PolicyReference(PolicyKind.Workload, name)),
        _ => null,
    };
}
