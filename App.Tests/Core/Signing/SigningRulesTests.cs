using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Signing;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Signing;

/// <summary>What the signer signs, and each thing that a console which somebody took over could try.</summary>
public sealed class SigningRulesTests
{
    private static readonly DateTimeOffset Now = ApprovalForge.Now;
    private static readonly PolicyCompiler Compiler = new(TargetCompilers.All);
    private static readonly ChangeReviewer Reviewer = new(Compiler, isDevelopment: true);
    private static readonly SigningRules Rules = new(Reviewer, Compiler);
    private static readonly SignedState Base = SignedState.Beginning(7, 5, "seven", new CompilationInput(Policy(SmallPolicy.Yaml), Keys(), Now.AddDays(-1)));
    private static readonly PolicyPatch ToProduction = Patch(SmallPolicy.GrantPatch("production"));

    [Fact]
    public void Change_WithTheApprovalsOfItsEnvironments_IsSigned()
    {
        var plan = Judge(Change(ToProduction, "bob", "erin")).Plan!;

        Assert.Equal(["bob", "erin"], plan.Approvals.Select(approval => approval.Subject));
        Assert.All(plan.Approvals, approval => Assert.Equal((Digest(ToProduction), 64), (approval.Change, approval.Evidence!.Length)));
        Assert.Equal(NewId(1), plan.Input.Policy.Objects.Grants["added"].Id);
    }

    [Fact]
    public void Change_OfAnEnvironmentWithoutApprovals_IsSigned() => Assert.NotNull(Judge(Change(Patch(SmallPolicy.GrantPatch("staging")))).Plan);

    [Fact]
    public void Change_ThatLowersItsOwnApprovals_NeedsThoseOfTheBase() =>
        Refused(SigningRefusalKind.Approvals, "2 more approvals are needed for `production`", Change(Patch("""{"upsert":{"environments":[{"name":"production","approvals":0}]}}""")) with { NewIds = [] });

    [Theory]
    [InlineData("1 more approval is needed for `production`", "bob")]
    [InlineData("1 more approval is needed for `production`", "bob", "bob")]
    [InlineData("2 more approvals are needed for `production`")]
    public void Change_WithFewerApprovals_IsRefused(string message, params string[] approvers) => Refused(SigningRefusalKind.Approvals, message, Change(ToProduction, approvers));

    [Fact]
    public void Approval_OfAnotherChange_CountsForNothing()
    {
        var other = ApprovalForge.Token("erin", Digest(Patch(SmallPolicy.GrantPatch("production", "other"))));

        Refused(SigningRefusalKind.Approvals, "erin of the provider signed in to approve something else than this change", Change(ToProduction, "bob") with { Approvals = [Token("bob", ToProduction), other] });
    }

    [Fact]
    public void Approval_OfAnAuthor_CountsForNothing() => Refused(
        SigningRefusalKind.Approvals, "erin of the provider is an author of the change", Change(ToProduction, "bob", "erin") with { Authors = [new PersonId(TokenForge.Issuer, "erin")] });

    [Fact]
    public void Approval_BeyondTheApproversScope_CountsForNothing() => Refused(
        SigningRefusalKind.Approvals, "1 more approval is needed", Change(ToProduction, "bob") with { Approvals = [Token("bob", ToProduction), ApprovalForge.Token("erin", Digest(ToProduction), "payments")] });

    [Fact]
    public void Patch_ThatIsNotTheOneApproved_IsRefused() =>
        Refused(SigningRefusalKind.Approvals, "something else than this change", Change(ToProduction, "bob", "erin") with { Patch = Patch(SmallPolicy.GrantPatch("production", reason: "tampered")) });

    [Fact]
    public void Approval_OnAnEarlierBase_CountsForNothing()
    {
        var earlier = Reviewer.Review(4, Base.Input.Policy, ToProduction, Now).Digest;
        var request = Change(ToProduction) with { Approvals = [ApprovalForge.Token("bob", earlier), ApprovalForge.Token("erin", earlier)] };

        Refused(SigningRefusalKind.Approvals, "2 more approvals are needed", request);
    }

    [Fact]
    public void Change_WithErrors_IsRefused() => Refused(SigningRefusalKind.Invalid, "has errors", Change(Patch(SmallPolicy.GrantPatch("nowhere"))));

    [Fact]
    public void Change_ThatATestFails_IsRefused() => Refused(
        SigningRefusalKind.Invalid, "features read no production",
        Change(Patch(SmallPolicy.GrantPatch("production").Replace("\"when\":{\"branches\":[\"main\"]},", "", StringComparison.Ordinal).Replace("migrator", "reader", StringComparison.Ordinal)), "bob", "erin"));

    [Fact]
    public void Emergency_ThatOnlyTakesAway_IsSignedWithoutApprovals()
    {
        var plan = EmergencyRevocation.Plan(Base.Input.Policy.Objects, new RevocationTarget(RevocationKind.Pipeline, "deploy"), [], "taken over", Guid.CreateVersion7).Plan!;

        Assert.NotNull(Judge(Change(plan.Patch) with { Kind = SigningKind.Emergency, NewIds = [] }).Plan);
    }

    [Fact]
    public void Emergency_ThatGivesAccess_IsRefused() =>
        Refused(SigningRefusalKind.Kind, "adds denies of everything and nothing else", Change(ToProduction) with { Kind = SigningKind.Emergency });

    [Theory]
    [InlineData(SigningKind.Boundary)]
    [InlineData(SigningKind.IssuerKeys)]
    [InlineData(SigningKind.Anew)]
    public void WhatTheConsolePublishesByItself_ChangesNoPolicy(SigningKind kind)
    {
        Refused(SigningRefusalKind.Kind, "leaves the policy as it is", Change(ToProduction) with { Kind = kind });
        Assert.NotNull(Judge(Change(PolicyPatch.Empty) with { Kind = kind, NewIds = [] }).Plan);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(6)]
    public void Revision_ThatIsNotAboveTheLast_IsRefused(int number) => Refused(SigningRefusalKind.Revision, "not above 7", Change(ToProduction, "bob", "erin") with { Revision = number });

    [Theory]
    [InlineData(0, 90, "has not reached")]
    [InlineData(0, -2 * 24 * 3600, "before what it follows")]
    [InlineData(90, 0, "reviewed at")]
    [InlineData(-90, 0, "reviewed at")]
    public void Instant_ThatTheClockDoesNotBear_IsRefused(int reviewed, int effective, string message) => Refused(
        SigningRefusalKind.Time, message, Change(ToProduction, "bob", "erin") with { ReviewedAt = Now.AddSeconds(reviewed), EffectiveAt = Now.AddSeconds(effective) });

    [Fact]
    public void Instant_ALittleAhead_IsTaken() => Assert.NotNull(Judge(Change(ToProduction, "bob", "erin") with { EffectiveAt = Now.AddSeconds(30) }).Plan);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Ids_ThatAreFewerOrMoreThanNewObjects_AreRefused(int count) =>
        Refused(SigningRefusalKind.Malformed, "fewer or more ids", Change(ToProduction, "bob", "erin") with { NewIds = [.. Enumerable.Range(1, count).Select(NewId)] });

    [Fact]
    public void IssuerKey_ThatTheIssuerServes_IsTaken()
    {
        var found = new Dictionary<string, JwkSet> { ["ci"] = Set("one", "two") };

        Assert.NotNull(Rotated("one", "two", found).Plan);
        Assert.Equal(["ci"], Rules.ToLookUp(Fetching, Rotation("one", "two")).Select(provider => provider.Name));
        Assert.Empty(Rules.ToLookUp(Fetching, Rotation("one")));
    }

    [Fact]
    public void IssuerKey_ThatTheIssuerDoesNotServe_IsRefused()
    {
        var refusal = Rotated("one", "evil", new Dictionary<string, JwkSet> { ["ci"] = Set("one", "two") }).Refusal!;

        Assert.Equal(SigningRefusalKind.IssuerKeys, refusal.Kind);
        Assert.Contains("`evil` of identity provider `ci` is none that the signer finds", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(Rotated("one", "two", []).Refusal);
    }

    [Fact]
    public void IssuerKeys_ThatAllChange_AreRefused()
    {
        var found = new Dictionary<string, JwkSet> { ["ci"] = Set("two", "three") };

        Assert.Contains("every key of identity provider `ci` changed at once", Rotated("two", "three", found).Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("do not come along", Judge(Fetching, Rotation(), found).Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IssuerKeys_OfAProviderThatIsNotThere_WaitForNobody()
    {
        var request = Change(PolicyPatch.Empty) with { Kind = SigningKind.IssuerKeys, NewIds = [], IssuerKeys = Keys().Add("later", Set("evil")).Add("ci", Set("evil")) };

        // `ci` has its keys in the policy, where approvals guard them, and `later` is no provider.
        Assert.Empty(Judge(request).Plan!.Input.IssuerKeys);
    }

    private static SignedState Fetching { get; } = Base with
    {
        Input = new CompilationInput(
            Policy(SmallPolicy.With("jwks: { keys: [] }", """jwksUri: "https://agent.ci.example/jwks" """)), Keys().Add("ci", Set("one")), Base.Input.EffectiveAt),
    };

    private static SigningVerdict Rotated(string first, string second, Dictionary<string, JwkSet> found) => Judge(Fetching, Rotation(first, second), found);

    private static SigningRequest Rotation(params string[] keys) =>
        Change(PolicyPatch.Empty) with { Kind = SigningKind.IssuerKeys, NewIds = [], IssuerKeys = keys.Length == 0 ? Keys() : Keys().Add("ci", Set(keys)) };

    private static JwkSet Set(params string[] keys) => new() { Keys = [.. keys.Select(kid => TokenForge.Shared.Keys.Keys[0] with { Kid = kid })] };

    private static ImmutableSortedDictionary<string, JwkSet> Keys() => ImmutableSortedDictionary.Create<string, JwkSet>(StringComparer.Ordinal);

    private static SigningVerdict Judge(SigningRequest request) => Judge(Base, request, []);

    private static SigningVerdict Judge(SignedState basis, SigningRequest request, Dictionary<string, JwkSet> found) => Rules.Judge(basis, basis.Revision, request, found, ApprovalForge.Trust, Now);

    private static void Refused(SigningRefusalKind kind, string message, SigningRequest request)
    {
        var verdict = Judge(request);
        Assert.Null(verdict.Plan);
        Assert.Equal(kind, verdict.Refusal!.Kind);
        Assert.Contains(message, verdict.Refusal.Message, StringComparison.Ordinal);
    }

    private static SigningRequest Change(PolicyPatch patch, params string[] approvers) => new()
    {
        Kind = SigningKind.Change,
        BaseRevision = 7,
        BaseDigest = "seven",
        Revision = 8,
        ReviewedAt = Now,
        EffectiveAt = Now,
        Patch = patch,
        NewIds = [NewId(1)],
        IssuerKeys = Keys(),
        Approvals = [.. approvers.Select(approver => Token(approver, patch))],
    };

    private static string Token(string approver, PolicyPatch patch) => ApprovalForge.Token(approver, Digest(patch));

    private static string Digest(PolicyPatch patch) => Reviewer.Review(Base.PolicyRevision, Base.Input.Policy, patch, Now).Digest;

    private static Guid NewId(int number) => new(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 9);

    private static PolicyPatch Patch(string json) => PolicyReader.ReadPatch(Encoding.UTF8.GetBytes(json)).Patch;

    private static PolicySet Policy(string yaml)
    {
        var ids = 100;
        return PolicySet.Of(PolicyDocument.Of(PolicyReader.Read(Encoding.UTF8.GetBytes(yaml), DocumentFormat.Yaml).Document.Objects().Select(o => o.Id is null ? o with { Id = NewId(++ids) } : o)));
    }
}
