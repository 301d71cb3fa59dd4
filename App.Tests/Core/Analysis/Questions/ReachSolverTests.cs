using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;
using static AccessConsole.Tests.Core.Analysis.PolicyScene;

namespace AccessConsole.Tests.Core.Analysis.Questions;

public sealed class ReachSolverTests
{
    private static readonly PrincipalSelector Deployer = new() { Pipelines = new Selector.Names(["payments-deploy"]) };

    private static readonly Grant Stops = Migrates with { Name = "stops", Effect = Effect.Deny, When = Conditions.None, Expires = null };

    [Fact]
    public void Answer_Yes_NamesGrantConditionsAndARequestThatPasses()
    {
        var pair = Ask(WithGrant);
        Assert.Equal(["payments-deploy-migrates"], Assert.Single(pair.Ways).Grants);
        Assert.Equal("POST /admin/migrations/**, from branch `main` or `release/*`, for builds without a tag, until 2027-02-01 00:00 UTC", Assert.Single(pair.Ways[0].Regions).ToString());
        Assert.Equal(("payments-deploy", "main", "POST", "/admin/migrations"), (pair.Witness.Request.Pipeline, pair.Witness.Request.Branch, pair.Witness.Request.Method, pair.Witness.Request.Path));
        Assert.True(pair.Witness.Decision.IsAllowed);
    }

    [Fact]
    public void Answer_OfAPathBesideATemplate_IsNo_AndSaysWhatIsPermitted()
    {
        var obstacle = Ask(WithGrant, path: "/admin/migrationsx").Obstacles[0];
        Assert.Equal(("payments-deploy-migrates", "path", "the grant permits `/admin/migrations/**`"), (obstacle.Grant, obstacle.Failed, obstacle.Detail));
    }

    [Fact]
    public void Answer_OfATemplateThatOverlaps_IsYesForWhatBothMean() =>
        Assert.Equal("/admin/migrations", Assert.Single(Ask(WithGrant, path: "/{*}/migrations").Ways[0].Regions).Paths.ToString());

    [Fact]
    public void Answer_OfAnotherMethod_IsNo() => Assert.Equal("method", Ask(WithGrant, MethodSet.Get).Obstacles[0].Failed);

    [Fact]
    public void Answer_OfAnotherEnvironment_NamesTheOneInWhichTheGrantHolds() =>
        Assert.Equal(("payments-deploy-migrates", "environment"), (Ask(WithGrant, environment: "staging").Obstacles[0].Grant, Ask(WithGrant, environment: "staging").Obstacles[0].Failed));

    [Fact]
    public void Answer_OfAnotherPrincipal_SaysWhomTheGrantIsNotFor() =>
        Assert.Equal("the grant is not for pipeline `team-01`", Ask(WithGrant, principals: new PrincipalSelector { Pipelines = new Selector.Names(["team-01"]) }).Obstacles[0].Detail);

    [Fact]
    public void Answer_UnderADeny_NamesIt_AndShowsTheDecision()
    {
        var pair = Ask(WithGrant.With(Stops));
        Assert.Equal(("stops", "denied"), (pair.Obstacles[0].Grant, pair.Obstacles[0].Failed));
        Assert.Equal("stops", pair.Witness.Decision.Grant);
    }

    [Fact]
    public void Answer_AmongThousandsOfRulesUnderHundredsOfDenies_LooksOnlyAtTheNearest()
    {
        var allows = Enumerable.Range(0, 5_000).Select(i => Migrates with { Name = $"allow-{i:0000}" });
        var denies = Enumerable.Range(0, 500).Select(i => Stops with { Name = $"deny-{i:000}" });
        var pair = Ask(WithGrant.With([.. allows, .. denies]));
        Assert.Equal(["`allow-0000` allows it, and `deny-000` denies a part of it", "`allow-0001` allows it, and `deny-000` denies a part of it"], pair.Obstacles.Take(2).Select(o => o.Detail));
    }

    [Fact]
    public void Answer_UnderADenyOfSomeBranches_IsYesForTheOthers()
    {
        var pair = Ask(WithGrant.With(Stops with { When = new Conditions { Branches = [Pattern.Parse("release/*")] } }));
        Assert.Equal(["stops"], pair.Denies);
        Assert.Equal("main", pair.Witness.Request.Branch);
    }

    [Fact]
    public void Answer_OfAGrantThatBeginsLater_IsYes_WithARequestAtItsFirstInstant()
    {
        var from = new DateTimeOffset(2026, 12, 24, 1, 0, 0, TimeSpan.FromHours(1));
        Assert.Equal(from, Ask(Bare.With(Migrates with { ValidFrom = from })).Witness.Request.Time);
    }

    [Fact]
    public void Answer_OfAnExpiredGrant_IsNo() => Assert.Equal("expires", Ask(Bare.With(Migrates with { Expires = Now })).Obstacles[0].Failed);

    [Fact]
    public void Answer_OfACertificateUnderConditions_IsNo_ForItShowsNoClaims()
    {
        var grant = Migrates with { Principals = new PrincipalSelector { Workloads = new Selector.Names(["storefront"]) } };
        Assert.Equal("credential", Ask(Bare.With(grant), principals: grant.Principals).Obstacles[0].Failed);
    }

    [Fact]
    public void Answer_WhereCallersOutsideCiAreLeftAlone_IsYesWithoutAGrant()
    {
        var way = Ask(Bare, service: "search", principals: new PrincipalSelector { Workloads = new Selector.Names(["storefront"]) }).Ways[0];
        Assert.Empty(way.Grants);
        Assert.Equal("the deployment governs pipelines only, and this caller is left alone", way.Note);
    }

    [Fact]
    public void Answer_InShadow_IsYes_ForNothingIsRefused() =>
        Assert.Equal("the deployment is in shadow: nothing is refused", Ask(Bare.WithDeployment("payments-api", "production", d => d with { Mode = Mode.Shadow })).Ways[0].Note);

    [Fact]
    public void Answer_OfOneWhoIsDenied_CountsWhatItGetsByShowingNothing()
    {
        var policy = Bare.WithDeployment("payments-api", "production", d => d with { Probes = [PathTemplate.Parse("/healthz")] }).With(Stops with { Role = "reader" });
        var pair = Ask(policy);
        Assert.Equal((null, null, "/healthz"), (pair.Witness.Request.Pipeline, pair.Witness.Request.Claims, pair.Witness.Request.Path));
    }

    private static ReachPair Ask(
        PolicySet policy, MethodSet? methods = null, string? path = null, string environment = "production", string service = "payments-api", PrincipalSelector? principals = null) =>
        Assert.Single(new ReachSolver(policy, Now).Answer(new ReachQuestion
        {
            Principals = principals ?? Deployer,
            Services = new Selector.Names([service]),
            Environment = environment,
            Methods = methods ?? MethodSet.All,
            Path = path is null ? null : PathTemplate.Parse(path),
        }).Found);
}
