using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Approvals: whose count, what they bind, what voids them.</summary>
public sealed class ApprovalTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static int names;

    private ConsoleHost Host => console.Host;

    [Fact]
    public async Task Draft_ApprovedByTwoPeople_IsPublished()
    {
        var (alice, bob, erin) = await PeopleAsync();
        var draft = await SubmitAsync(alice, "production");

        await PublishAsync(alice, draft).ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
        await ApproveAsync(bob, draft).JsonAsync();
        var refusal = await PublishAsync(alice, draft).ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
        Assert.Contains("1 more approval is needed", refusal.Text("detail"), StringComparison.Ordinal);
        await ApproveAsync(bob, draft).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await ApproveAsync(erin, draft).JsonAsync();
        var published = await PublishAsync(alice, draft).JsonAsync();

        var revision = await alice.CallAsync("GET", $"/api/v1/revisions/{published.Number("revision")}").JsonAsync();
        Assert.Equal(["bob", "erin"], revision["approvals"]!.AsArray().Select(a => a!["approver"]!.Text("subject")).Order());
        AssertChain(Host.Get<BundleCatalog>().Bundles().First(bundle => bundle.Revision == published.Number("revision")).Archive, revision["approvals"]!.AsArray());
        Assert.Equal("published", (await alice.CallAsync("GET", $"/api/v1/drafts/{draft}").JsonAsync()).Text("state"));
        await PublishAsync(alice, draft).ProblemAsync(HttpStatusCode.Conflict, "conflict");
    }

    /// <summary>Whoever holds the archive alone finds in it what the console says of the revision.</summary>
    private static void AssertChain(ReadOnlyMemory<byte> archive, JsonArray approvals)
    {
        var manifest = BundleManifest.Read(BundleArchive.Read(archive).Single(file => file.Path == BundlePaths.Manifest).Content);
        Assert.Equal(approvals.Select(a => (a!["approver"]!.Text("issuer"), a["approver"]!.Text("subject"), a.Text("digest"))), manifest.Approvals.Select(a => (a.Issuer!, a.Subject!, a.Change!)));
    }

    [Fact]
    public async Task Approval_ByAnAuthor_IsRefused()
    {
        var alice = await Host.SignInAsync("alice");
        var draft = await SubmitAsync(alice, "production");

        await ApproveAsync(alice, draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Approval_ByWhoeverEditedWithAToken_IsRefused()
    {
        var (_, bob, _) = await PeopleAsync();
        var alice = await Host.SignInAsync("alice");
        var token = await Host.WithApiTokenAsync(alice, ConsoleRole.Editor);
        var draft = await SubmitAsync(token, "production");

        await ApproveAsync(alice, draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await ApproveAsync(bob, draft).JsonAsync();
    }

    [Fact]
    public async Task Approval_ByAToken_IsRefused()
    {
        var alice = await Host.SignInAsync("alice");
        var draft = await SubmitAsync(await Host.SignInAsync("carol"), "production");

        await ApproveAsync(await Host.WithApiTokenAsync(alice, ConsoleRole.Approver), draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await ApproveAsync(Host.Bootstrap, draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Approval_LongAfterSignIn_IsRefused()
    {
        var draft = await SubmitAsync(await Host.SignInAsync("carol"), "production");
        var now = DateTimeOffset.UtcNow;

        var stale = Host.WithSession("rita", now.AddMinutes(-61), new RoleAssignment(ConsoleRole.Approver));
        await ApproveAsync(stale, draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var fresh = Host.WithSession("rita", now.AddMinutes(-58), new RoleAssignment(ConsoleRole.Approver));
        await ApproveAsync(fresh, draft).JsonAsync();
    }

    [Fact]
    public async Task Approval_ScopedElsewhere_IsRefused()
    {
        var draft = await SubmitAsync(await Host.SignInAsync("carol"), "production");
        var now = DateTimeOffset.UtcNow;

        var elsewhere = Host.WithSession("sam", now, new RoleAssignment(ConsoleRole.Approver, ["staging"]));
        await ApproveAsync(elsewhere, draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await DeclineAsync(elsewhere, draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var here = Host.WithSession("sam", now, new RoleAssignment(ConsoleRole.Approver, ["production"]));
        await ApproveAsync(here, draft).JsonAsync();
    }

    [Fact]
    public async Task Approval_OfAnotherDigest_IsRefused()
    {
        var draft = await SubmitAsync(await Host.SignInAsync("carol"), "production");
        var bob = await Host.SignInAsync("bob");

        await bob.CallAsync("POST", $"/api/v1/drafts/{draft}/approvals", $$"""{"digest":"{{new string('0', 64)}}"}""").ProblemAsync(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task Approvals_AfterAnEdit_AreVoid()
    {
        var (alice, bob, erin) = await PeopleAsync();
        var draft = await SubmitAsync(alice, "production");
        await ApproveAsync(bob, draft).JsonAsync();
        await ApproveAsync(erin, draft).JsonAsync();

        var edited = await alice.CallAsync("PATCH", $"/api/v1/drafts/{draft}", SmallPolicy.GrantPatch("production", NewName(), "more")).JsonAsync();
        Assert.Equal("editing", edited.Text("state"));
        Assert.Empty(edited["approvals"]!.AsArray());
        await alice.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        await PublishAsync(alice, draft).ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
    }

    [Fact]
    public async Task Approvals_UnderAnotherTitle_AreVoid()
    {
        var (alice, bob, erin) = await PeopleAsync();
        var draft = await SubmitAsync(alice, "production");
        await ApproveAsync(bob, draft).JsonAsync();
        await ApproveAsync(erin, draft).JsonAsync();
        var before = await alice.CallAsync("GET", $"/api/v1/drafts/{draft}").JsonAsync();

        var retitled = await alice.CallAsync("PATCH", $"/api/v1/drafts/{draft}", """{"title":"PAY-9: harmless"}""").JsonAsync();
        Assert.Equal(("PAY-9: harmless", "editing", before["patch"]!.ToJsonString()), (retitled.Text("title"), retitled.Text("state"), retitled["patch"]!.ToJsonString()));
        Assert.Empty(retitled["approvals"]!.AsArray());
        await alice.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        await PublishAsync(alice, draft).ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");

        await ApproveAsync(bob, draft).JsonAsync();
        await ApproveAsync(erin, draft).JsonAsync();
        var published = await PublishAsync(alice, draft).JsonAsync();
        Assert.Equal("PAY-9: harmless", (await alice.CallAsync("GET", $"/api/v1/revisions/{published.Number("revision")}").JsonAsync()).Text("summary"));
        await alice.CallAsync("PATCH", $"/api/v1/drafts/{draft}", """{"title":"too late"}""").ProblemAsync(HttpStatusCode.Conflict, "conflict");
    }

    [Theory]
    [InlineData("""{"title":" "}""", "the title is empty")]
    [InlineData("""{"title":"a\u202eb"}""", "the patch has errors")]
    [InlineData("""{"title":"a\nb"}""", "the patch has errors")]
    [InlineData("""{"title":7}""", "the patch has errors")]
    public async Task Title_ThatNobodyCouldRead_IsRefused(string body, string why)
    {
        var alice = await Host.SignInAsync("alice");
        var draft = (await alice.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", NewName()), publish: false).JsonAsync()).Text("draft");
        var refusal = await alice.CallAsync("PATCH", $"/api/v1/drafts/{draft}", body).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains(why, refusal.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approvals_AfterTheBaseMoved_AreVoid()
    {
        var (alice, bob, erin) = await PeopleAsync();
        var draft = await SubmitAsync(alice, "production");
        await ApproveAsync(bob, draft).JsonAsync();
        await ApproveAsync(erin, draft).JsonAsync();
        await Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", NewName())).JsonAsync();

        await PublishAsync(alice, draft).ProblemAsync(HttpStatusCode.PreconditionFailed, "base_moved");
        await ApproveAsync(Host.WithSession("late", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Approver)), draft)
            .ProblemAsync(HttpStatusCode.PreconditionFailed, "base_moved");
        var rebased = await alice.CallAsync("POST", $"/api/v1/drafts/{draft}/rebase").JsonAsync();
        Assert.Empty(rebased["approvals"]!.AsArray());
        await alice.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        await PublishAsync(alice, draft).ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
    }

    [Fact]
    public async Task Rebase_OfWhatOthersChanged_IsRefusedUntilTheDraftsVersionsShallStand()
    {
        var alice = await Host.SignInAsync("alice");
        var name = NewName();
        var draft = (await alice.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", name), publish: false).JsonAsync()).Text("draft");
        await Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", name, "theirs")).JsonAsync();

        var problem = await alice.CallAsync("POST", $"/api/v1/drafts/{draft}/rebase").ProblemAsync(HttpStatusCode.PreconditionFailed, "base_moved");
        Assert.Contains(name, problem.Text("detail"), StringComparison.Ordinal);

        await alice.CallAsync("POST", $"/api/v1/drafts/{draft}/rebase?overwrite=true").JsonAsync();
        await PublishAsync(alice, draft).JsonAsync();
    }

    [Theory]
    [InlineData("""{"upsert":{"environments":[{"name":"production","approvals":0}]}}""")]
    [InlineData("""{"delete":{"tests":["features read no production"]}}""")]
    [InlineData("""{"upsert":{"tests":[{"name":"features read no production","given":{"pipeline":"deploy","branch":"feature","environment":"production","service":"payments","method":"POST","path":"/status"},"expect":"deny"}]}}""")]
    [InlineData("""{"upsert":{"environments":[{"name":"production","approvals":0}]},"delete":{"grants":["deploy-reads-production"]}}""")]
    public async Task Change_ThatLowersItsOwnGuard_NeedsTheBasesApprovals(string patch)
    {
        var refusal = await Host.Bootstrap.CallAsync("PATCH", "/api/v1/policy?publish=true", patch).ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");

        Assert.Contains("2 more approvals are needed for `production`", refusal.Text("detail"), StringComparison.Ordinal);
        var kept = await Host.Bootstrap.CallAsync("GET", $"/api/v1/drafts/{refusal.Text("draft")}").JsonAsync();
        Assert.Equal("submitted", kept.Text("state"));
    }

    [Fact]
    public async Task Bootstrap_WhereNoApprovalsAreNeeded_Publishes()
    {
        var published = await Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", NewName())).JsonAsync();
        Assert.True(published["changed"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Draft_Declined_SaysWhyAndIsNotPublished()
    {
        var (alice, bob, _) = await PeopleAsync();
        var draft = await SubmitAsync(alice, "production");

        var declined = await DeclineAsync(bob, draft).JsonAsync();
        Assert.Equal(("declined", "not now"), (declined.Text("state"), declined.Text("declineReason")));
        await PublishAsync(alice, draft).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await alice.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
    }

    [Fact]
    public async Task Draft_Withdrawn_ByItsAuthorOrAnAdminOnly()
    {
        var (alice, bob, _) = await PeopleAsync();
        var carol = await Host.SignInAsync("carol");
        var draft = await SubmitAsync(carol, "production");

        await bob.CallAsync("POST", $"/api/v1/drafts/{draft}/withdraw").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("withdrawn", (await carol.CallAsync("POST", $"/api/v1/drafts/{draft}/withdraw").JsonAsync()).Text("state"));
        await ApproveAsync(bob, draft).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await PublishAsync(alice, draft).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        var other = await SubmitAsync(carol, "production");
        await alice.CallAsync("POST", $"/api/v1/drafts/{other}/withdraw").JsonAsync();
    }

    [Fact]
    public async Task Draft_EditedFromAStaleVersion_IsRefused()
    {
        var alice = await Host.SignInAsync("alice");
        var draft = (await alice.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", NewName()), publish: false).JsonAsync()).Text("draft");
        var path = $"/api/v1/drafts/{draft}";

        await alice.CallAsync("PATCH", path, SmallPolicy.GrantPatch("staging", NewName()), ifMatch: "\"1\"").JsonAsync();
        await alice.CallAsync("PATCH", path, SmallPolicy.GrantPatch("staging", NewName()), ifMatch: "\"1\"").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await alice.CallAsync("PATCH", path, "{}", ifMatch: "1").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Theory]
    [InlineData("production", HttpStatusCode.Forbidden)]
    [InlineData("staging", HttpStatusCode.OK)]
    public async Task ScopedToken_MayActOnlyWhereTheChangeTakesEffect(string environment, HttpStatusCode status)
    {
        var editor = await Host.WithApiTokenAsync(Host.Bootstrap, ConsoleRole.Editor, "staging");
        var admin = await Host.WithApiTokenAsync(Host.Bootstrap, ConsoleRole.Admin, "staging");
        var draft = (await editor.PatchPolicyAsync(SmallPolicy.GrantPatch(environment, NewName()), publish: false).JsonAsync()).Text("draft");

        using var submitted = await editor.CallAsync("POST", $"/api/v1/drafts/{draft}/submit");
        Assert.Equal(status, submitted.StatusCode);
        using var published = await admin.PatchPolicyAsync(SmallPolicy.GrantPatch(environment, NewName()));
        Assert.Equal(status, published.StatusCode);
    }

    [Fact]
    public async Task Drafts_ReadPageByPage_ComeOnceEach()
    {
        var alice = await Host.SignInAsync("alice");
        for (var i = 0; i < 3; i++)
            await alice.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", NewName()), publish: false).JsonAsync();

        var seen = new List<string>();
        for (var next = "/api/v1/drafts?state=editing&limit=2"; next is not null;)
        {
            using var answer = await alice.CallAsync("GET", next);
            seen.AddRange((await answer.JsonAsync()).AsArray().Select(d => d!.Text("id")));
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        Assert.True(seen.Count >= 3);
        Assert.Equal(seen.Distinct(), seen);
        await alice.CallAsync("GET", "/api/v1/drafts?state=gone").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    private static string NewName() => $"grant-{Interlocked.Increment(ref names)}";

    private async Task<(HttpClient Alice, HttpClient Bob, HttpClient Erin)> PeopleAsync() =>
        (await Host.SignInAsync("alice"), await Host.SignInAsync("bob"), await Host.SignInAsync("erin"));

    private static async Task<string> SubmitAsync(HttpClient author, string environment)
    {
        var draft = (await author.PatchPolicyAsync(SmallPolicy.GrantPatch(environment, NewName()), publish: false).JsonAsync()).Text("draft");
        await author.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        return draft;
    }

    private static async Task<HttpResponseMessage> ApproveAsync(HttpClient approver, string draft)
    {
        var review = await approver.CallAsync("GET", $"/api/v1/drafts/{draft}/review").JsonAsync();
        return await approver.CallAsync("POST", $"/api/v1/drafts/{draft}/approvals", new JsonObject { ["digest"] = review.Text("digest") }.ToJsonString());
    }

    private static Task<HttpResponseMessage> DeclineAsync(HttpClient approver, string draft) =>
        approver.CallAsync("POST", $"/api/v1/drafts/{draft}/decline", """{"reason":"not now"}""");

    private static Task<HttpResponseMessage> PublishAsync(HttpClient client, string draft) => client.CallAsync("POST", $"/api/v1/drafts/{draft}/publish");
}
