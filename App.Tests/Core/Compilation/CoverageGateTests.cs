using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Core.Compilation;

public sealed class CoverageGateTests
{
    private static readonly CoverageLoss Loss = new(Coverage.Wider, "deploys", "cannot see the branch", "add an nginx hop");

    [Theory]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.Exact }, false)]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.Wider }, true)]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.Wider, Coverage.Exact }, false)]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.Exact, Coverage.Wider }, true)]
    [InlineData(Exactness.AtLeastOneHop, new Coverage[0], true)]
    [InlineData(Exactness.EveryHop, new[] { Coverage.Wider, Coverage.Exact }, true)]
    [InlineData(Exactness.EveryHop, new[] { Coverage.Exact, Coverage.Exact }, false)]
    [InlineData(Exactness.EveryHop, new Coverage[0], true)]
    public void Check_ByExactness_RefusesWhatIsNotExactEnough(Exactness exactness, Coverage[] hops, bool isRefused) =>
        Assert.Equal(isRefused, CoverageGate.Check(Deployment(new Deployment { Environment = "production" }), Hops(hops), Asking(exactness)).Any());

    [Fact]
    public void Check_OfALaterHopThatAdmitsOnlyItsGateway_IsContent()
    {
        var hops = Hops([Coverage.Exact, Coverage.Wider]).Select(h => h with { AdmitsOnlyPrecedingGateway = h.Hop == 1 }).ToImmutableArray();
        Assert.Empty(CoverageGate.Check(Deployment(new Deployment { Environment = "production" }), hops, Asking(Exactness.AtLeastOneHop)));
    }

    [Fact]
    public void Check_InShadow_AsksNothing() =>
        Assert.Empty(CoverageGate.Check(Deployment(new Deployment { Environment = "production", Mode = Mode.Shadow }), [], Asking(Exactness.EveryHop)));

    [Theory]
    [InlineData(Exactness.EveryHop, true)]
    [InlineData(Exactness.AtLeastOneHop, false)]
    public void Check_WhereAPipelineCanShedItsIdentity_IsRefusedByEveryHopAlone(Exactness exactness, bool isRefused)
    {
        var deployment = Deployment(new Deployment { Environment = "production", Isolation = Isolation.Pipelines, Unidentified = Unidentified.Allow });
        Assert.Equal(isRefused, CoverageGate.Check(deployment, Hops([Coverage.Exact]), Asking(exactness)).Any(p => p.Message.Contains("shed its identity", StringComparison.Ordinal)));
    }

    [Fact]
    public void Check_OfNarrowerAndResiduals_FollowsTheEnvironment()
    {
        var hops = ImmutableArray.Create(Hops([Coverage.Exact])[0], Hops([Coverage.Narrower])[0] with { Hop = 1, AdmitsOnlyPrecedingGateway = true, Residuals = [new Residual("x", "limits are per instance")] });
        var deployment = Deployment(new Deployment { Environment = "production" });
        var asking = Asking(Exactness.AtLeastOneHop);
        Assert.NotEmpty(CoverageGate.Check(deployment, hops, asking));
        Assert.Empty(CoverageGate.Check(deployment, hops, asking with { Narrower = Acceptance.Accept }));
        Assert.Contains(CoverageGate.Check(deployment, hops, asking with { Narrower = Acceptance.Accept, Residuals = Acceptance.Refuse }), p => p.Code == CoverageCodes.Residual);
    }

    private static PolicyEnvironment Asking(Exactness exactness) => new() { Name = "production", Exactness = exactness };

    private static DeploymentPolicy Deployment(Deployment deployment) =>
        new(Asking(Exactness.AtLeastOneHop), new Service { Name = "api", Deployments = [deployment] }, deployment, []);

    private static ImmutableArray<HopCoverage> Hops(Coverage[] coverage) =>
        [.. coverage.Select((c, i) => new HopCoverage(Target.Nginx, i, c, c == Coverage.Exact ? [] : [Loss with { Coverage = c }], []))];
}
