using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Compilation;

public sealed class HopCoverageTests
{
    private static readonly CoverageLoss OfDeploys = new("branch_unseen", Coverage.Wider, "deploys", "cannot see the branch", "add an nginx hop");

    [Fact]
    public void WithoutLosses_EveryRuleIsExact()
    {
        var hop = Hop();
        Assert.Equal((Coverage.Exact, Coverage.Exact), (hop.Coverage, hop.OfTheRest));
        Assert.Equal([Coverage.Exact, Coverage.Exact], hop.OfRules(["deploys", "reads"]));
    }

    [Fact]
    public void LossOfAGrant_IsThatRulesAndNoOthers()
    {
        var hop = Hop(OfDeploys);
        Assert.Equal((Coverage.Wider, Coverage.Exact), (hop.Coverage, hop.OfTheRest));
        Assert.Equal([Coverage.Wider, Coverage.Exact], hop.OfRules(["deploys", "reads"]));
    }

    [Fact]
    public void LossOfTheDeployment_IsEachRulesUnlessItsOwnIsWorse()
    {
        var hop = Hop(OfDeploys, OfDeploys with { Grant = null, Coverage = Coverage.Narrower });
        Assert.Equal((Coverage.Wider, Coverage.Narrower), (hop.Coverage, hop.OfTheRest));
        Assert.Equal([Coverage.Wider, Coverage.Narrower], hop.OfRules(["deploys", "reads"]));
    }

    [Fact]
    public void SeveralLossesOfAGrant_AreItsWorst() =>
        Assert.Equal([Coverage.NotEnforced], Hop(OfDeploys, OfDeploys with { Coverage = Coverage.NotEnforced }, OfDeploys with { Coverage = Coverage.Narrower }).OfRules(["deploys"]));

    private static HopCoverage Hop(params CoverageLoss[] losses) => new(Target.Linkerd, 0, [.. losses], []);
}
