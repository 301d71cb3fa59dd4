using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Analysis;
using Xunit;

namespace AccessConsole.Tests.Core.Changes;

public sealed class ChangeReviewTests
{
    private static readonly ChangeReviewer Reviewer = new(new PolicyCompiler(TargetCompilers.All), isDevelopment: true);

    [Fact]
    public void OtherSettings_WithAnAddedGrantThatOpensSomething_LeaveItToTheAccess() =>
        Assert.Equal([], Other(PolicyScene.Bare, PolicyScene.Migrates));

    [Fact]
    public void OtherSettings_WithAnAddedGrantThatChangesNothing_NameIt() =>
        Assert.Equal(["grant `again` is added"], Other(PolicyScene.WithGrant, PolicyScene.Migrates with { Name = "again" }));

    [Fact]
    public void OtherSettings_WithAnAddedDenyBesideAnAllow_NameTheDenyThatClosesNothing() => Assert.Equal(
        ["grant `denied` is added"],
        Other(PolicyScene.Bare, PolicyScene.Migrates, PolicyScene.Migrates with { Name = "denied", Effect = Effect.Deny, Role = "reader" }));

    [Fact]
    public void OtherSettings_WithAGrantThatIsChanged_NameItsMembers() =>
        Assert.Equal(["grant `payments-deploy-migrates`: when.branches is no longer `main, release/*`"], Other(PolicyScene.WithGrant, PolicyScene.Migrates with { When = Conditions.None }));

    private static string[] Other(PolicySet before, params PolicyObject[] upserts) =>
        [.. Reviewer.Review(1, before, PolicyScene.Upsert(upserts), PolicyScene.Now).OtherSettings.Select(change => change.Sentence)];
}
