using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.LeastPrivilege;
using Xunit;

namespace AccessConsole.Tests.Core.Analysis.Observed;

public sealed class ObservedEdgesTests
{
    private static readonly DateTimeOffset Now = SeenPolicy.Now;
    private static readonly DateTimeOffset Begin = EvidenceWindow.BeginningOf(30, Now);

    [Fact]
    public void DeclaredWay_IsObservedNeverObservedOrUnproven()
    {
        var edges = Edges(SeenPolicy.Policy, [SeenPolicy.Source("staging", Target.Opa, Begin)], Use("staging", "deploy-reads-staging", count: 40));
        Assert.Equal([("staging", EdgeState.Observed, 40L), ("production", EdgeState.Unproven, 0L)], States(edges).OrderByDescending(e => e.Environment));
        edges = Edges(SeenPolicy.Policy, [SeenPolicy.Source("staging", Target.Opa, Begin), SeenPolicy.Source("production", Target.Opa, Begin)]);
        Assert.All(States(edges), edge => Assert.Equal(EdgeState.NeverObserved, edge.State));
    }

    [Fact]
    public void DeclaredWay_ThatIsYoungerThanTheWindow_IsUnproven()
    {
        DecisionSource[] heard = [SeenPolicy.Source("staging", Target.Opa, Begin), SeenPolicy.Source("production", Target.Opa, Begin)];
        var edges = Edges(SeenPolicy.Policy, heard, new RecentChanges(new HashSet<PolicyReference> { new(PolicyKind.Grant, "deploy-reads-staging") }));
        Assert.Equal([("production", EdgeState.NeverObserved, 0L), ("staging", EdgeState.Unproven, 0L)], States(edges).OrderBy(e => e.Environment));
        edges = Edges(SeenPolicy.Policy, heard, new RecentChanges(SeenPolicy.Policy.Roles.Values.Select(role => role.Reference).ToHashSet()));
        Assert.All(States(edges), edge => Assert.Equal(EdgeState.Unproven, edge.State));
    }

    [Fact]
    public void WhatHasNoEffect_IsNotInForce()
    {
        var policy = SeenPolicy.Policy.Apply(new PolicyPatch { Upserts = [SeenPolicy.Policy.Grants["deploy-reads-staging"] with { Expires = Now.AddDays(-1) }] });
        Assert.Contains(("staging", EdgeState.NotInForce, 0L), States(Edges(policy, [SeenPolicy.Source("staging", Target.Opa, Begin)])));
    }

    [Fact]
    public void WhatWasObservedAndIsNotDeclared_ComesFirst()
    {
        ObservedUse[] uses =
        [
            Use("staging", "deploy-reads-staging"), Use("staging", "", "no_grant", "deny", 5), Use("staging", "", "not_governed", "allow", 2), Use("staging", "gone", count: 3),
            Use("staging", "", "no_grant", "deny", 9) with { Principal = "pipeline/gone" }, Use("elsewhere", "", "no_grant", "deny"),
        ];
        var edges = Edges(SeenPolicy.Policy, [], uses);
        Assert.Equal((4, 6L), (edges.UndeclaredCount, edges.Total));
        Assert.Equal(
            [("pipeline/gone", EdgeState.Refused, "no_grant"), ("pipeline/deploy", EdgeState.Refused, "no_grant"), ("pipeline/deploy", EdgeState.Ungoverned, "not_governed"), ("pipeline/deploy", EdgeState.Undeclared, "gone")],
            edges.From(0).Take(4).Select(edge => (edge.Caller!, edge.State, edge.By!)));
    }

    [Fact]
    public void Edges_ReadFromAnyPlace_AreTheSame()
    {
        var edges = Edges(SeenPolicy.Policy, [], Use("staging", "", "no_grant", "deny", 5), Use("staging", "", "not_governed", "allow", 2));
        var all = edges.From(0).ToArray();
        Assert.Equal(edges.Total, all.Length);
        for (var skip = 0; skip <= all.Length; skip++)
            Assert.Equal(all.Skip(skip), edges.From(skip));
    }

    private static ObservedUse Use(string environment, string grant, string reason = "granted", string effect = "allow", long count = 1) =>
        new(environment, "payments", "pipeline/deploy", grant, reason, effect, count, Now.AddDays(-1), Now);

    private static IEnumerable<(string Environment, EdgeState State, long Count)> States(ObservedEdges edges) =>
        edges.From(0).Select(edge => (edge.Row.Deployment.Environment.Name, edge.State, edge.Seen?.Count ?? 0));

    private static ObservedEdges Edges(PolicySet policy, DecisionSource[] sources, params ObservedUse[] uses) => Edges(policy, sources, new RecentChanges(new HashSet<PolicyReference>()), uses);

    private static ObservedEdges Edges(PolicySet policy, DecisionSource[] sources, RecentChanges changed, params ObservedUse[] uses)
    {
        var atlas = new ReachAtlas(policy.Principals);
        var everyone = new PrincipalChoice(atlas.Roster, [.. atlas.Roster.Principals.Select(_ => true)], hasEverybody: true);
        var window = new EvidenceWindow(30, Now, sources, new Dictionary<string, long>());
        return new ObservedEdges(atlas, [.. policy.Deployments.Where(d => d.Service.Name == "payments")], everyone, Now, window, uses, changed);
    }
}
