using AccessConsole.Core.Analysis;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;
using static AccessConsole.Tests.Core.Analysis.PolicyScene;

namespace AccessConsole.Tests.Core.Analysis.Questions;

public sealed class PolicyMeaningTests
{
    [Fact]
    public void Compare_OfAnotherWayToSayTheSame_IsSame()
    {
        Grant[] split = [Migrates with { Name = "main", When = new Conditions { Branches = [Pattern.Parse("main")] } }, Migrates with { Name = "release", When = new Conditions { Branches = [Pattern.Parse("release/*")] } }];
        Assert.True(Compare(WithGrant, Bare.With(split)).IsSame);
    }

    [Fact]
    public void Compare_OfAnotherBranch_ShowsABuildOnIt()
    {
        var difference = Compare(WithGrant, Bare.With(Migrates with { When = new Conditions { Branches = [Pattern.Parse("main")] } })).Difference!;
        Assert.Contains("\"build_branch\":\"release/x\"", difference.Request.Claims, StringComparison.Ordinal);
        Assert.Equal((true, false), (difference.One.Passes, difference.Other.Passes));
    }

    [Fact]
    public void Compare_OfAnotherUpstream_ShowsARequestThatComesOutElsewhere()
    {
        var difference = Compare(WithGrant, WithGrant.WithDeployment("payments-api", "production", d => d with { Upstream = "http://10.9.9.9" })).Difference!;
        Assert.True(difference.IsConfirmed);
        Assert.Equal("http://10.9.9.9", difference.Other.Target!.Upstream);
    }

    [Fact]
    public void Compare_OfNamesReasonsAndApprovals_IsSame() => Assert.True(Compare(
        WithGrant,
        WithGrant.With(Migrates with { Reason = "another" }, new PolicyEnvironment { Name = "production", Approvals = 1 })).IsSame);

    [Fact]
    public void Between_OfAWorkloadKnownByItsBranch_LeavesOutWhatNoTokenOfItCanShow()
    {
        var known = new Workload { Name = "nightly", Provider = "buildkite", Claims = new ValueMap([new(ClaimNames.Branch, "nightly")]) };
        var grant = Migrates with { Principals = new PrincipalSelector { Workloads = new Selector.Names(["nightly"]) } };
        Assert.Empty(AccessDiff.Between(Bare.With(known), Bare.With(known, grant), Now).Changes);
        Assert.Single(AccessDiff.Between(Bare.With(known), Bare.With(known, grant with { When = new Conditions { Branches = [Pattern.Parse("night*")] } }), Now).Changes.Select(c => c.Identity).Distinct());
    }

    private static PolicyMeaning Compare(PolicySet one, PolicySet other) => PolicyMeaning.Compare(one, other, Now);
}
