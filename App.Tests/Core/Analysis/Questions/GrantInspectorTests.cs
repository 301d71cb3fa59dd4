using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;
using static AccessConsole.Tests.Core.Analysis.PolicyScene;

namespace AccessConsole.Tests.Core.Analysis.Questions;

public sealed class GrantInspectorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Inspect_OfTheOnlyGrant_ShowsARequestThatOnlyItAllows()
    {
        var report = Inspect(WithGrant);
        Assert.Equal(GrantStatus.Needed, report.Status);
        Assert.Equal((true, false), (report.Proof!.With.Decision.IsAllowed, report.Proof.Without.IsAllowed));
    }

    [Theory]
    [InlineData("main", true)]
    [InlineData("release/*", true)]
    [InlineData("release/1*", true)]
    [InlineData("release*", false)]
    [InlineData("mainly", false)]
    [InlineData("*", false)]
    public void Inspect_OfABranchUnderPatterns_IsCoveredExactlyIfTheyHoldIt(string branch, bool isCovered) =>
        Assert.Equal(isCovered, Inspect(WithGrant, Migrates with { Name = "b", When = new Conditions { Branches = [Pattern.Parse(branch)] } }).Status == GrantStatus.Covered);

    [Fact]
    public void Inspect_OfABranchThatATagCondition_DoesNotCover() =>
        Assert.Equal(GrantStatus.Needed, Inspect(WithGrant, Migrates with { Name = "tagged", When = new Conditions { Branches = [Pattern.Parse("main")], Tags = [Pattern.Parse("v*")] } }).Status);

    [Fact]
    public void Inspect_OfAnHourAcrossTwoOthers_IsCoveredTogether_ToTheInstant()
    {
        var policy = Bare.With(Migrates with { Name = "before", Expires = Noon }, Migrates with { Name = "after", ValidFrom = Noon.ToOffset(TimeSpan.FromHours(-8)), Expires = null });
        var around = Migrates with { Name = "around", ValidFrom = Noon.AddHours(-1), Expires = Noon.AddHours(1) };
        var report = Inspect(policy, around);
        Assert.Equal(GrantStatus.CoveredTogether, report.Status);
        Assert.Equal(["after", "before"], report.CoveredTogetherBy);
        var gap = policy.With(Migrates with { Name = "after", ValidFrom = Noon.AddTicks(1), Expires = null });
        Assert.Equal((GrantStatus.Needed, (DateTimeOffset?)Noon), (Inspect(gap, around).Status, Inspect(gap, around).Proof!.With.Request.Time));
    }

    [Fact]
    public void Inspect_OfAGrantUnderADeny_IsDenied_OrInPart()
    {
        var deny = Migrates with { Name = "no", Effect = Effect.Deny, When = Conditions.None, Expires = null };
        var whole = Inspect(WithGrant.With(deny));
        Assert.Equal((GrantStatus.Denied, "no"), (whole.Status, whole.Proof!.With.Decision.Grant));
        var part = Inspect(WithGrant.With(deny with { When = new Conditions { Sources = [Pattern.Parse("ui")] } }));
        Assert.Equal(GrantStatus.Needed, part.Status);
        Assert.Equal("POST /admin/migrations/**, from branch `main` or `release/*`, for builds without a tag, with source `ui` or no readable one, until 2027-02-01 00:00 UTC", part.Denied[0].Regions[0].ToString());
    }

    [Fact]
    public void Inspect_OfADenyOfWhatNothingAllows_IsAGuard()
    {
        var guard = Migrates with { Name = "guard", Effect = Effect.Deny, Role = "migrator", Principals = new PrincipalSelector { Pipelines = new Selector.Names(["team-01"]) } };
        Assert.Equal(GrantStatus.Guard, Inspect(WithGrant, guard).Status);
    }

    [Fact]
    public void Inspect_OfAnAllowForThoseLeftAlone_IsIdle()
    {
        var staging = Bare.WithDeployment("payments-api", "production", d => d with { Isolation = Isolation.Pipelines });
        var grant = Migrates with { Name = "shop", When = Conditions.None, Principals = new PrincipalSelector { Workloads = new Selector.Names(["storefront"]) } };
        Assert.Equal(GrantStatus.Idle, Inspect(staging, grant).Status);
    }

    [Fact]
    public void Inspect_OfABroaderGrant_ShowsWhatItAllowsBeyond()
    {
        var broad = Migrates with { Name = "broad", When = Conditions.None, Expires = null };
        var covered = Assert.Single(Inspect(WithGrant, broad).Covers);
        Assert.Equal("payments-deploy-migrates", covered.Grant);
        Assert.Equal("broad", covered.Beyond.Decision.Grant);
        Assert.Equal(["broad"], Inspect(WithGrant.With(broad)).CoveredBy);
    }

    [Fact]
    public void Inspect_OfTwoThatSayTheSame_CallsEachTheOthersEqual()
    {
        var twin = Migrates with { Name = "twin" };
        Assert.Equal(["payments-deploy-migrates"], Inspect(WithGrant, twin).SameAs);
        Assert.Empty(Inspect(WithGrant, twin).Covers);
        Assert.Equal(["twin"], Inspect(WithGrant.With(twin)).SameAs);
    }

    [Fact]
    public void Inspect_InShadow_JudgesAsItWillBeEnforced() =>
        Assert.Equal(GrantStatus.Needed, Inspect(WithGrant.WithDeployment("payments-api", "production", d => d with { Mode = Mode.Shadow })).Status);

    private static GrantReport Inspect(PolicySet policy) => new GrantInspector(policy, Now).Inspect(policy.Grants[Migrates.Name]);

    private static GrantReport Inspect(PolicySet policy, Grant grant) => new GrantInspector(policy.With(grant), Now).Inspect(grant);
}
