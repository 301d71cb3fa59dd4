using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>
/// Who reaches what under the principals of one directory. What is found for a deployment is kept with its instance, so that after a change only what the
/// change touches is worked out again. May be asked by several at once.
/// </summary>
public sealed class ReachAtlas
{
    private readonly Lock working = new();
    private readonly ConditionalWeakTable<DeploymentPolicy, DeploymentReach> reaches = [];
    private readonly ConditionalWeakTable<DeploymentPolicy, DeploymentRows> rows = [];
    private readonly Dictionary<ValueList<PrincipalSet>, BroadClasses> classes = [];
    private readonly ReachJudge judge = new();

    public ReachAtlas(PrincipalDirectory directory) => Roster = PrincipalRoster.Of(directory);

    public PrincipalRoster Roster { get; }

    /// <summary>Whether the atlas speaks of the policy's principals.</summary>
    public bool IsOf(PolicySet policy) => ReferenceEquals(policy.Principals, Roster.Directory);

    public DeploymentReach Of(DeploymentPolicy deployment, DateTimeOffset at)
    {
        if (reaches.TryGetValue(deployment, out var known) && known.Holds.Contains(at))
            return known;
        lock (working)
        {
            // Who waited for another's work takes it.
            if (reaches.TryGetValue(deployment, out known) && known.Holds.Contains(at))
                return known;
            var found = Work(deployment, at);
            reaches.AddOrUpdate(deployment, found);
            return found;
        }
    }

    /// <summary>What lets somebody pass there, rule by rule.</summary>
    public DeploymentRows RowsOf(DeploymentPolicy deployment, DateTimeOffset at)
    {
        if (rows.TryGetValue(deployment, out var known) && known.Holds.Contains(at))
            return known;
        lock (working)
        {
            if (rows.TryGetValue(deployment, out known) && known.Holds.Contains(at))
                return known;
            var found = DeploymentRows.Of(Roster, judge, deployment, at);
            rows.AddOrUpdate(deployment, found);
            return found;
        }
    }

    /// <summary>Why a principal comes as far as it does.</summary>
    public ReachReasons Explain(Principal principal, DeploymentPolicy deployment, DateTimeOffset at)
    {
        var cell = Of(deployment, at)[Roster.NumberOf(principal)];
        lock (working)
            return ReachReasons.Of(Roster, judge, cell, principal, deployment, at);
    }

    /// <summary>The deny grants that take something of what the rule gives the principal; to anyone where there is none.</summary>
    public ImmutableArray<string> Denies(DeploymentPolicy deployment, DeploymentRule rule, Principal? principal, DateTimeOffset at)
    {
        var isConnection = DeploymentView.IsTcp(deployment);
        lock (working)
        {
            return
            [
                .. deployment.Rules.Where(r => r.Effect == Effect.Deny && r.Terms.IsValidAt(at) && (r.IsForAnyone || (principal is not null && r.Principals.Contains(principal))))
                    .Where(r => judge.Overlap(rule.Terms, r.Terms, hasToken: !isConnection, isConnection)).Select(r => r.Grant.Name),
            ];
        }
    }

    private DeploymentReach Work(DeploymentPolicy deployment, DateTimeOffset at)
    {
        ImmutableArray<RuleTerms> anyones = [.. deployment.AnyoneRules.Where(r => r.Terms.IsValidAt(at)).Select(r => r.Terms)];
        var broad = ClassesOf(deployment);
        ImmutableArray<ReachCell> byClass =
        [
            .. broad.Classes.Select(c => Cell(deployment, c.Treatment, [.. deployment.BroadRules.Where((_, i) => c.Chosen[i])], anyones, at)),
        ];
        var named = new Dictionary<int, ReachCell>();
        foreach (var principal in deployment.Rules.Where(r => r.Principals.IsSmall).SelectMany(r => r.Principals.Members).Distinct())
        {
            var number = Roster.NumberOf(principal);
            DeploymentRule[] own = [.. deployment.NarrowRulesFor(principal), .. deployment.BroadRules.Where(r => r.Principals.Contains(principal))];
            named[number] = Cell(deployment, Roster.TreatmentOf(number), own, anyones, at);
        }

        return new DeploymentReach(deployment, TimeSpanOfRules.Around(deployment, at), broad, byClass, named);
    }

    private ReachCell Cell(DeploymentPolicy deployment, int treatment, DeploymentRule[] own, ImmutableArray<RuleTerms> anyones, DateTimeOffset at) => new(
        judge.LevelOf(Roster.Treatments[treatment], deployment, [.. own.Where(r => r.Terms.IsValidAt(at)).Select(r => r.Terms)], anyones),
        own.Any(r => r.Effect == Effect.Allow),
        own.Any(r => r.Effect == Effect.Deny));

    private BroadClasses ClassesOf(DeploymentPolicy deployment)
    {
        var sets = deployment.BroadRules.Select(r => r.Principals).ToValueList();
        return classes.TryGetValue(sets, out var known) ? known : classes[sets] = new BroadClasses(Roster, [.. sets]);
    }
}
