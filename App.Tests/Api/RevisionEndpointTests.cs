using System.Net;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

public sealed class RevisionEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>, IAsyncLifetime
{
    private HttpClient Bootstrap => console.Host.Bootstrap;

    /// <summary>At least five revisions.</summary>
    public async ValueTask InitializeAsync()
    {
        while ((await Bootstrap.CallAsync("GET", "/api/v1/revisions").JsonAsync()).AsArray().Count < 5)
            await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", $"grant-{Guid.NewGuid():N}")).JsonAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Revisions_ReadPageByPage_ComeNewestFirst()
    {
        var seen = new List<int>();
        for (var next = "/api/v1/revisions?limit=2"; next is not null;)
        {
            using var answer = await Bootstrap.CallAsync("GET", next);
            var page = (await answer.JsonAsync()).AsArray();
            Assert.True(page.Count <= 2);
            seen.AddRange(page.Select(r => r!.Number("number")));
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(Enumerable.Range(0, seen.Count).Reverse(), seen);
        Assert.True(seen.Count >= 5);
    }

    [Fact]
    public async Task Revisions_Searched_ComePageByPage()
    {
        foreach (var title in new[] { "PAY-1: 100%25 open", "PAY-2: other", "PAY-3: open" })
            await Bootstrap.CallAsync("PATCH", $"/api/v1/policy?publish=true&title={title}", SmallPolicy.GrantPatch("staging", $"found-{title[4]}"), "application/json").JsonAsync();
        using var answer = await Bootstrap.CallAsync("GET", "/api/v1/revisions?q=pay-%20open&limit=1");
        Assert.Equal("PAY-3: open", (await answer.JsonAsync()).AsArray().Single()!.Text("summary"));
        var next = answer.Headers.GetValues("Link").Single().Split('<', '>')[1];
        Assert.Equal("PAY-1: 100% open", (await Bootstrap.CallAsync("GET", next).JsonAsync()).AsArray().Single()!.Text("summary"));
        Assert.Empty((await Bootstrap.CallAsync("GET", "/api/v1/revisions?q=pay%25open").JsonAsync()).AsArray());
        await Bootstrap.CallAsync("GET", "/api/v1/revisions?q=a&at=2026-01-01T00:00:00Z").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Theory]
    [InlineData("revisions")]
    [InlineData("drafts")]
    [InlineData("tokens")]
    [InlineData("requests")]
    [InlineData("campaigns")]
    public async Task Search_OfEachList_FindsNothingOfWhatIsNotThere_AndIsBounded(string list)
    {
        Assert.Empty((await Bootstrap.CallAsync("GET", $"/api/v1/{list}?q=nothing-is-called-this").JsonAsync()).AsArray());
        var refusal = await Bootstrap.CallAsync("GET", $"/api/v1/{list}?q={new string('x', 201)}").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Equal("`q` has 201 characters: use at most 200", refusal.Text("detail"));
    }

    [Fact]
    public async Task Revision_AtAnInstant_IsTheOneThenInForce()
    {
        var early = await Bootstrap.CallAsync("GET", "/api/v1/revisions?at=2020-01-01T00:00:00Z").JsonAsync();
        Assert.Equal(0, early.AsArray().Single()!.Number("number"));
        var newest = (await Bootstrap.CallAsync("GET", "/api/v1/revisions?limit=1").JsonAsync())[0]!.Number("number");
        var late = await Bootstrap.CallAsync("GET", "/api/v1/revisions?at=2100-01-01T00:00:00Z").JsonAsync();
        Assert.Equal(newest, late.AsArray().Single()!.Number("number"));
        await Bootstrap.CallAsync("GET", "/api/v1/revisions?at=yesterday").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Diff_BetweenTwoRevisions_TellsWhatChanged()
    {
        var diff = await Bootstrap.CallAsync("GET", "/api/v1/revisions/2/diff").JsonAsync();
        Assert.Equal((1, 2), (diff.Number("from"), diff.Number("to")));
        Assert.NotEmpty(diff["accessDiff"]!["sentences"]!.AsArray());
        Assert.Equal("staging", diff["accessDiff"]!["environments"]!.AsArray().Single()!.GetValue<string>());
        var same = await Bootstrap.CallAsync("GET", "/api/v1/revisions/2/diff?from=2").JsonAsync();
        Assert.Empty(same["accessDiff"]!["sentences"]!.AsArray());
        var artefacts = await Bootstrap.CallAsync("GET", "/api/v1/revisions/2/artefacts").JsonAsync();
        Assert.All(artefacts["changes"]!.AsArray(), change => Assert.Equal("staging", change!.Text("environment")));
        Assert.NotEmpty(artefacts["changes"]!.AsArray());
        Assert.Empty((await Bootstrap.CallAsync("GET", "/api/v1/revisions/2/artefacts?from=2").JsonAsync())["changes"]!.AsArray());
        await Bootstrap.CallAsync("GET", "/api/v1/revisions/0/artefacts").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        var first = await Bootstrap.CallAsync("GET", "/api/v1/revisions/0/diff").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Equal("there is no revision before the first", first.Text("detail"));
    }

    [Fact]
    public async Task Rollback_IsAnOrdinaryChange()
    {
        var published = await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", $"grant-{Guid.NewGuid():N}")).JsonAsync();
        var former = published.Number("revision") - 1;

        var rollback = await Bootstrap.CallAsync("POST", $"/api/v1/revisions/{former}/rollback").JsonAsync();
        var draft = rollback.Text("draft");
        await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        var back = await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/publish").JsonAsync();

        Assert.Equal(former + 2, back.Number("revision"));
        var revision = await Bootstrap.CallAsync("GET", $"/api/v1/revisions/{back.Number("revision")}").JsonAsync();
        Assert.Equal(former, revision.Number("rolledBackTo"));
        Assert.Equal(
            (await Bootstrap.CallAsync("GET", $"/api/v1/policy?revision={former}").JsonAsync()).ToJsonString(),
            (await Bootstrap.CallAsync("GET", "/api/v1/policy").JsonAsync()).ToJsonString());
        await Bootstrap.CallAsync("POST", $"/api/v1/revisions/{former}/rollback").ProblemAsync(HttpStatusCode.Conflict, "nothing_changed");
    }

    [Fact]
    public async Task Undo_OfOneRevision_KeepsWhatCameAfter()
    {
        var (first, second) = ($"grant-{Guid.NewGuid():N}", $"grant-{Guid.NewGuid():N}");
        var published = await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", first)).JsonAsync();
        await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", second)).JsonAsync();

        var undo = await Bootstrap.CallAsync("POST", $"/api/v1/revisions/{published.Number("revision")}/undo").JsonAsync();
        Assert.Empty(undo["conflicts"]!.AsArray());
        var back = await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{undo.Text("draft")}/publish").JsonAsync();

        var revision = await Bootstrap.CallAsync("GET", $"/api/v1/revisions/{back.Number("revision")}").JsonAsync();
        Assert.Equal(published.Number("revision"), revision.Number("undoes"));
        var grants = await GrantsAsync();
        Assert.DoesNotContain(first, grants);
        Assert.Contains(second, grants);
        await Bootstrap.CallAsync("POST", $"/api/v1/revisions/{published.Number("revision")}/undo").ProblemAsync(HttpStatusCode.Conflict, "nothing_changed");
    }

    [Fact]
    public async Task Undo_OfWhatChangedAgain_IsRebasedByAChoiceOfEach()
    {
        var name = $"grant-{Guid.NewGuid():N}";
        var published = await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", name)).JsonAsync();
        await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", name, "changed again")).JsonAsync();

        var undo = await Bootstrap.CallAsync("POST", $"/api/v1/revisions/{published.Number("revision")}/undo").JsonAsync();
        var draft = undo.Text("draft");
        var conflict = (await Bootstrap.CallAsync("GET", $"/api/v1/drafts/{draft}/conflicts").JsonAsync()).AsArray().Single()!;
        Assert.Equal(("grants", name, name), (conflict.Text("kind"), conflict.Text("name"), conflict.Text("nameInForce")));
        await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/publish").ProblemAsync(HttpStatusCode.PreconditionFailed, "base_moved");
        await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/rebase").ProblemAsync(HttpStatusCode.PreconditionFailed, "base_moved");
        await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/rebase", "{").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await RebaseAsync("both").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await RebaseAsync("draft", kind: "grant").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await RebaseAsync("draft", revision: published.Number("revision")).ProblemAsync(HttpStatusCode.PreconditionFailed, "base_moved");
        await RebaseAsync("draft").JsonAsync();
        await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/publish").JsonAsync();
        Assert.DoesNotContain(name, await GrantsAsync());

        Task<HttpResponseMessage> RebaseAsync(string keep, string kind = "grants", int? revision = null) => Bootstrap.CallAsync(
            "POST", $"/api/v1/drafts/{draft}/rebase",
            $$"""{"revision":{{revision?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}},"choices":[{"kind":"{{kind}}","name":"{{name}}","keep":"{{keep}}"}]}""");
    }

    [Fact]
    public async Task Rollback_SaysWhatItBringsBack()
    {
        var name = $"grant-{Guid.NewGuid():N}";
        var published = await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", name)).JsonAsync();
        await Bootstrap.PatchPolicyAsync($$$"""{"delete":{"grants":["{{{name}}}"]}}""").JsonAsync();
        var rollback = await Bootstrap.CallAsync("POST", $"/api/v1/revisions/{published.Number("revision")}/rollback").JsonAsync();
        Assert.Equal($"grant `{name}` was taken out and allows again", rollback["resurrects"]!.AsArray().Single()!.GetValue<string>());
    }

    private async Task<IEnumerable<string>> GrantsAsync() =>
        (await Bootstrap.CallAsync("GET", "/api/v1/policy").JsonAsync())["grants"]!.AsArray().Select(g => g!.Text("name"));

    [Fact]
    public async Task Rollback_OfAProtectedEnvironment_NeedsItsApprovals()
    {
        var rollback = await Bootstrap.CallAsync("POST", "/api/v1/revisions/0/rollback").JsonAsync();
        var draft = rollback.Text("draft");

        await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        var problem = await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/publish").ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
        Assert.Contains("`production`", problem.Text("detail"), StringComparison.Ordinal);
    }
}
