using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Core.Compilation;

public sealed class CoverageGateTests
{
    private static readonly CoverageLoss Loss = new("branch_unseen", Coverage.Wider, "deploys", "cannot see the branch", "add an nginx hop");

    [Theory]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.Exact }, false)]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.Wider }, true)]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.NotEnforced }, true)]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.Wider, Coverage.Exact }, false)]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.Exact, Coverage.Wider }, true)]
    [InlineData(Exactness.AtLeastOneHop, new Coverage[0], true)]
    [InlineData(Exactness.EveryHop, new[] { Coverage.Wider, Coverage.Exact }, true)]
    [InlineData(Exactness.EveryHop, new[] { Coverage.Exact, Coverage.Exact }, false)]
    [InlineData(Exactness.EveryHop, new Coverage[0], true)]
    public void Check_ByExactness_RefusesWhatIsNotExactEnough(Exactness exactness, Coverage[] hops, bool isRefused) =>
        Assert.Equal(isRefused, Check(exactness, Hops(hops)).Any());

    [Fact]
    public void Check_OfALaterHopThatAdmitsOnlyItsGateway_IsContent()
    {
        var hops = Hops([Coverage.Exact, Coverage.Wider]).Select(h => h with { AdmitsOnlyPrecedingGateway = h.Hop == 1 }).ToImmutableArray();
        Assert.Empty(Check(Exactness.AtLeastOneHop, hops));
    }

    [Fact]
    public void Check_InShadow_AsksNothing() => Assert.Empty(Check(Exactness.EveryHop, [], new Deployment { Environment = "production", Mode = Mode.Shadow }));

    [Theory]
    [InlineData(Exactness.EveryHop, 1, 1)]
    [InlineData(Exactness.EveryHop, 2, 1)]
    [InlineData(Exactness.AtLeastOneHop, 1, 0)]
    [InlineData(Exactness.AtLeastOneHop, 2, 0)]
    public void Check_WhereAPipelineCanShedItsIdentity_IsRefusedOnceByEveryHopAlone(Exactness exactness, int hops, int refusals)
    {
        var deployment = new Deployment { Environment = "production", Isolation = Isolation.Pipelines, Unidentified = Unidentified.Allow };
        var problems = Check(exactness, Hops([.. Enumerable.Repeat(Coverage.Exact, hops)]), deployment).ToArray();
        Assert.Equal(refusals, problems.Length);
        Assert.All(problems, p => Assert.Contains("a pipeline can shed its identity", p.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.Narrower })]
    [InlineData(Exactness.AtLeastOneHop, new[] { Coverage.Exact, Coverage.Narrower })]
    [InlineData(Exactness.EveryHop, new[] { Coverage.Narrower, Coverage.Exact })]
    public void Check_OfWhatDeniesMore_FollowsTheEnvironmentAlone(Exactness exactness, Coverage[] hops)
    {
        var asking = Asking(exactness);
        Assert.Single(CoverageGate.Check(Of(Hops(hops)), asking));
        Assert.Empty(CoverageGate.Check(Of(Hops(hops)), asking with { Narrower = Acceptance.Accept }));
    }

    [Fact]
    public void Check_OfAHopThatDeniesMoreHereAndAllowsMoreThere_IsNotBoughtOffByNarrower()
    {
        var hop = new HopCoverage(Target.Linkerd, 0, [Loss, Loss with { Coverage = Coverage.Narrower, Grant = "reads" }], []);
        var problem = Assert.Single(CoverageGate.Check(Of([hop]), Asking(Exactness.AtLeastOneHop) with { Narrower = Acceptance.Accept }));
        Assert.Equal(
            (CoverageCodes.Insufficient, "`api` in `production`, hop 1 (linkerd): grant `deploys`: cannot see the branch; add an nginx hop"), (problem.Code, problem.Message));
    }

    [Fact]
    public void Check_OfResiduals_FollowsTheEnvironment()
    {
        ImmutableArray<HopCoverage> hops = [new HopCoverage(Target.Nginx, 0, [], [new Residual("x", "limits are per instance")])];
        Assert.Empty(CoverageGate.Check(Of(hops), Asking(Exactness.EveryHop)));
        Assert.Equal(CoverageCodes.Residual, Assert.Single(CoverageGate.Check(Of(hops), Asking(Exactness.EveryHop) with { Residuals = Acceptance.Refuse })).Code);
    }

    private static IEnumerable<Diagnostic> Check(Exactness exactness, ImmutableArray<HopCoverage> hops, Deployment? deployment = null) =>
        CoverageGate.Check(Of(hops, deployment), Asking(exactness));

    private static DeploymentCoverage Of(ImmutableArray<HopCoverage> hops, Deployment? settings = null)
    {
        var deployment = settings ?? new Deployment { Environment = "production" };
        var policy = new DeploymentPolicy(Asking(Exactness.AtLeastOneHop), new Service { Name = "api", Deployments = [deployment] }, deployment, []);
        return new DeploymentCoverage(policy, DeploymentCoverage.LossesOf(deployment), hops);
    }

    private static PolicyEnvironment Asking(Exactness exactness) => new() { Name = "production", Exactness = exactness };

    private static ImmutableArray<HopCoverage> Hops(Coverage[] coverage) =>
        [.. coverage.Select((c, i) => new HopCoverage(Target.Nginx, i, c == Coverage.Exact ? [] : [Loss with { Coverage = c }], []))];
}
