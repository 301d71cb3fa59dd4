using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>The story of a change: who says what of it, and what its authors and approvers learn.</summary>
public sealed class DiscussionTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static int names;

    private ConsoleHost Host => console.Host;

    [Fact]
    public async Task Comment_IsReadByEverybody_AndVoidsNoApproval()
    {
        var (carol, bob, victor) = (await Host.SignInAsync("carol"), await Host.SignInAsync("bob"), await Host.SignInAsync("victor"));
        var draft = await SubmitAsync(carol);
        await ApproveAsync(bob, draft);
        var before = await carol.CallAsync("GET", $"/api/v1/drafts/{draft}").JsonAsync();
        await CommentAsync(bob, draft, """{"text":"  who needs it,\r\nand until when?  "}""").JsonAsync();

        var comment = Assert.Single((await victor.CallAsync("GET", $"/api/v1/drafts/{draft}/comments?kind=commented").JsonAsync()).AsArray())!;
        Assert.Equal(("who needs it,\nand until when?", "bob"), (comment.Text("text"), comment["by"]!.Text("subject")));
        Assert.Equal(before.ToJsonString(), (await carol.CallAsync("GET", $"/api/v1/drafts/{draft}").JsonAsync()).ToJsonString());
        var recorded = await Host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.DraftCommented, $"draft/{draft}"), null, 10, TestContext.Current.CancellationToken);
        Assert.Equal("who needs it,\nand until when?", Assert.Single(recorded).Event.Details["comment"]);
    }

    [Theory]
    [InlineData("carol", true)]
    [InlineData("bob", true)]
    [InlineData("alice", true)]
    [InlineData("ada", true)]
    [InlineData("dave", true)]
    [InlineData("victor", false)]
    public async Task Comment_IsForWhoeverHasMoreThanTheViewersRole(string person, bool may)
    {
        var draft = await SubmitAsync(await Host.SignInAsync("carol"));
        var call = CommentAsync(await Host.SignInAsync(person), draft, """{"text":"why?"}""");
        if (may)
            await call.JsonAsync();
        else
            await call.ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("safe\u202Eevil")]
    [InlineData("\u2066hidden\u2069")]
    [InlineData("bell\u0007")]
    [InlineData("\u0000")]
    public async Task Text_ThatShowsOtherThanItIs_IsRefused(string text)
    {
        var (carol, bob) = (await Host.SignInAsync("carol"), await Host.SignInAsync("bob"));
        var draft = await SubmitAsync(carol);
        await CommentAsync(bob, draft, new JsonObject { ["text"] = text }.ToJsonString()).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await bob.CallAsync("POST", $"/api/v1/drafts/{draft}/decline", new JsonObject { ["reason"] = text }.ToJsonString()).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["submitted"], await StoryAsync(carol, draft));
    }

    [Fact]
    public async Task Text_OfAnyLengthWithinTheLimit_IsTaken()
    {
        var bob = await Host.SignInAsync("bob");
        var draft = await SubmitAsync(await Host.SignInAsync("carol"));
        await CommentAsync(bob, draft, new JsonObject { ["text"] = new string('é', CommentText.MaxCharacters) }.ToJsonString()).JsonAsync();
        var refusal = await CommentAsync(bob, draft, new JsonObject { ["text"] = new string('x', CommentText.MaxCharacters + 1) }.ToJsonString()).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains("4001", refusal.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comment_OnAnObjectOrPlaceOfTheChange_NamesIt()
    {
        var bob = await Host.SignInAsync("bob");
        var draft = await SubmitAsync(await Host.SignInAsync("carol"));
        var place = (await bob.CallAsync("GET", $"/api/v1/drafts/{draft}/review").JsonAsync())["places"]![0]!;
        var about = new JsonObject { ["environment"] = place["environment"]!.DeepClone(), ["labels"] = place["labels"]?.DeepClone() };
        var grant = (await bob.CallAsync("GET", $"/api/v1/drafts/{draft}").JsonAsync())["patch"]!["upsert"]!["grants"]![0]!.Text("name");

        var onPlace = await CommentAsync(bob, draft, new JsonObject { ["text"] = "here?", ["about"] = new JsonObject { ["place"] = about } }.ToJsonString()).JsonAsync();
        var onGrant = await CommentAsync(bob, draft, new JsonObject { ["text"] = "this?", ["about"] = new JsonObject { ["kind"] = "grants", ["name"] = grant } }.ToJsonString()).JsonAsync();
        Assert.Equal("production", onPlace["about"]!["place"]!.Text("environment"));
        Assert.Equal(grant, onGrant["about"]!.Text("name"));
        await CommentAsync(bob, draft, """{"text":"x","about":{"kind":"grants","name":"another"}}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await CommentAsync(bob, draft, """{"text":"x","about":{"place":{"environment":"staging"}}}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await CommentAsync(bob, draft, """{"text":"x","about":{"kind":"grant","name":"y"}}""").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await CommentAsync(bob, draft, """{"text":"x","about":{}}""").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Story_TellsEachActInItsOrder_AlsoAfterItWasPublished()
    {
        var (carol, bob, erin, alice) = (await Host.SignInAsync("carol"), await Host.SignInAsync("bob"), await Host.SignInAsync("erin"), await Host.SignInAsync("alice"));
        var draft = await SubmitAsync(carol);
        await bob.CallAsync("POST", $"/api/v1/drafts/{draft}/decline", """{"reason":"for how long?"}""").JsonAsync();
        await EditAsync(carol, draft);
        await carol.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        await ApproveAsync(bob, draft);
        await EditAsync(alice, draft);
        await carol.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        await ApproveAsync(bob, draft);
        await ApproveAsync(erin, draft);
        await alice.CallAsync("POST", $"/api/v1/drafts/{draft}/publish").JsonAsync();
        await CommentAsync(erin, draft, """{"text":"as agreed"}""").JsonAsync();

        Assert.Equal(
            ["submitted", "declined: for how long?", "edited", "submitted", "approved: seen", "edited, voids bob", "submitted", "approved: seen", "approved: seen", "published", "commented: as agreed"],
            await StoryAsync(carol, draft));
        var edited = await Host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.DraftEdited, $"draft/{draft}"), null, 1, TestContext.Current.CancellationToken);
        Assert.Equal("demo/bob", edited[0].Event.Details["voided"]);
    }

    [Fact]
    public async Task Draft_WithdrawnWithAReason_SaysIt()
    {
        var carol = await Host.SignInAsync("carol");
        var draft = await SubmitAsync(carol);
        await carol.CallAsync("POST", $"/api/v1/drafts/{draft}/withdraw", """{"reason":"done otherwise"}""").JsonAsync();
        Assert.Equal(["submitted", "withdrawn: done otherwise"], await StoryAsync(carol, draft));
        var silently = await SubmitAsync(carol);
        await carol.CallAsync("POST", $"/api/v1/drafts/{silently}/withdraw", "").JsonAsync();
        Assert.Equal(["submitted", "withdrawn"], await StoryAsync(carol, silently));
        await carol.CallAsync("GET", $"/api/v1/drafts/{draft}/comments?kind=said").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Story_InPages_IsWhole()
    {
        var (carol, bob) = (await Host.SignInAsync("carol"), await Host.SignInAsync("bob"));
        var draft = await SubmitAsync(carol);
        foreach (var text in new[] { "one", "two", "three" })
            await CommentAsync(bob, draft, new JsonObject { ["text"] = text }.ToJsonString()).JsonAsync();
        using var first = await carol.CallAsync("GET", $"/api/v1/drafts/{draft}/comments?limit=2");
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        var all = (await first.JsonAsync()).AsArray().Concat((await carol.CallAsync("GET", next).JsonAsync()).AsArray());
        Assert.Equal(["three", "two", "one", null], all.Select(e => e!["text"]?.GetValue<string>()));
    }

    private static async Task<string> SubmitAsync(HttpClient author)
    {
        var made = await author.PatchPolicyAsync(SmallPolicy.GrantPatch("production", $"told-{Interlocked.Increment(ref names)}"), publish: false).JsonAsync();
        var draft = made.Text("draft");
        await author.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        return draft;
    }

    private static Task<JsonNode> EditAsync(HttpClient editor, string draft) =>
        editor.CallAsync("PATCH", $"/api/v1/drafts/{draft}", SmallPolicy.GrantPatch("production", $"told-{Interlocked.Increment(ref names)}")).JsonAsync();

    private static async Task ApproveAsync(HttpClient approver, string draft)
    {
        var digest = (await approver.CallAsync("GET", $"/api/v1/drafts/{draft}/review").JsonAsync()).Text("digest");
        await approver.CallAsync("POST", $"/api/v1/drafts/{draft}/approvals", $$"""{"digest":"{{digest}}","comment":"seen"}""").JsonAsync();
    }

    private static Task<HttpResponseMessage> CommentAsync(HttpClient speaker, string draft, string body) => speaker.CallAsync("POST", $"/api/v1/drafts/{draft}/comments", body);

    private static async Task<string[]> StoryAsync(HttpClient reader, string draft) =>
    [
        .. (await reader.CallAsync("GET", $"/api/v1/drafts/{draft}/comments").JsonAsync()).AsArray().Reverse().Select(e =>
            e!.Text("kind") + (e!["text"] is { } text ? $": {text.GetValue<string>()}" : "") + string.Concat(e["voided"]!.AsArray().Select(v => $", voids {v!.Text("subject")}"))),
    ];
}
