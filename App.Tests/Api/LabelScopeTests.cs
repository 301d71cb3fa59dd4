using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Core.Analysis;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Owners of the payments team's services: what they may do, and every way in which they try to do more.</summary>
public sealed class LabelScopeTests(ScopedConsole teams) : IClassFixture<ScopedConsole>
{
    private const string ShopInProduction = "services with team=shop in `production`";
    private const string Selected = "\"principals\":{\"pipelines\":{\"names\":[\"deploy\"]}}";
    private const string OwnGrant = "{\"upsert\":{\"grants\":[{\"name\":\"own\",\"effect\":\"allow\"," + Selected + ",\"role\":\"pay\",\"environments\":[\"staging\"]}]}}";
    private const string BothGrant = "{\"upsert\":{\"grants\":[{\"name\":\"shared\",\"effect\":\"allow\"," + Selected + ",\"role\":\"both\",\"environments\":[\"production\"]}]}}";

    private ConsoleHost Host => teams.Host;

    private HttpClient Editor => Host.WithSession("paula", DateTimeOffset.UtcNow, Scoped(ConsoleRole.Editor));

    [Theory]
    [MemberData(nameof(ScopeAttacks.All), MemberType = typeof(ScopeAttacks))]
    public async Task Owner_WhoReachesBeyondTheirServices_IsTurnedAwayOnEveryWay(string patch, string place)
    {
        var draft = await DraftAsync(Editor, patch);
        var submitted = await SubmitAsync(Editor, draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains($"{place}, where you are no editor", submitted.Text("detail"), StringComparison.Ordinal);

        var token = await TokenAsync("editor");
        await SubmitAsync(token, await DraftAsync(token, patch)).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");

        var admin = await TokenAsync("admin");
        var published = await admin.PatchPolicyAsync(patch).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains($"{place}, where you are no admin", published.Text("detail"), StringComparison.Ordinal);
        await admin.CallAsync("POST", $"/api/v1/drafts/{draft}/publish").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [MemberData(nameof(ScopeAttacks.All), MemberType = typeof(ScopeAttacks))]
    public async Task Owner_CannotApproveAlone_WhatReachesBeyondTheirServices(string patch, string place)
    {
        var carol = await Host.SignInAsync("carol");
        var draft = await DraftAsync(carol, patch);
        await SubmitAsync(carol, draft).JsonAsync();
        foreach (var owner in new[] { "olga", "oscar", "otto" })
        {
            // Where the change concerns own services too the approval is taken, and counts there and nowhere else.
            using var answer = await ApproveAsync(Approver(owner, "payments"), draft);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Forbidden, $"{answer.StatusCode}");
        }

        var review = await carol.CallAsync("GET", $"/api/v1/drafts/{draft}/review").JsonAsync();
        Assert.DoesNotContain(
            review["places"]!.AsArray(), p => p!.Text("says") == place && p!["approvals"] is { } approvals && approvals.Number("given") > 0);
        if (review["requiredApprovals"]!.AsObject().Count > 0)
            await Host.Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/publish").ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
        await WithdrawAsync(draft);
    }

    [Fact]
    public async Task Owner_ChangesTheirOwnServices_AndAnotherOwnerApproves()
    {
        var draft = await DraftAsync(Editor, OwnGrant);
        await SubmitAsync(Editor, draft).JsonAsync();
        await ApproveAsync(Approver("sam", "shop"), draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await DeclineAsync(Approver("sam", "shop"), draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await ApproveAsync(Host.WithSession("paula", DateTimeOffset.UtcNow, Scoped(ConsoleRole.Approver)), draft).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await ApproveAsync(Approver("olga", "payments"), draft).JsonAsync();

        var admin = await TokenAsync("admin");
        await admin.CallAsync("POST", $"/api/v1/drafts/{draft}/publish").JsonAsync();
        await Host.SeedAsync(ScopedPolicy.Yaml);
    }

    [Fact]
    public async Task Change_OfTwoTeams_NeedsTheApprovalsOfBoth()
    {
        var carol = await Host.SignInAsync("carol");
        var draft = await DraftAsync(carol, BothGrant);
        await SubmitAsync(carol, draft).JsonAsync();
        await ApproveAsync(Approver("olga", "payments"), draft).JsonAsync();
        await ApproveAsync(Approver("oscar", "payments"), draft).JsonAsync();
        await ApproveAsync(Approver("otto", "payments"), draft).JsonAsync();
        var half = await PublishAsync(draft).ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
        Assert.Contains($"2 more approvals are needed for {ShopInProduction}", half.Text("detail"), StringComparison.Ordinal);
        await ApproveAsync(Approver("sam", "shop"), draft).JsonAsync();
        // Whoever approves everywhere counts in both, and is missing in one.
        await ApproveAsync(await Host.SignInAsync("bob"), draft).JsonAsync();

        var review = await carol.CallAsync("GET", $"/api/v1/drafts/{draft}/review").JsonAsync();
        Assert.Equal(
            ["data=cardholder, team=payments 4 of 2", "team=shop 2 of 2"],
            review["places"]!.AsArray().Select(p => $"{string.Join(", ", p!["labels"]!.AsObject().Select(l => $"{l.Key}={l.Value}"))} {p["approvals"]!.Number("given")} of {p["approvals"]!.Number("needed")}"));
        await PublishAsync(draft).JsonAsync();
        await Host.SeedAsync(ScopedPolicy.Yaml);
    }

    [Fact]
    public async Task Approval_OfOwnersTwice_StandsForNobodyElse()
    {
        // Approvals of one team do not add up with those of the other: each place counts its own.
        var carol = await Host.SignInAsync("carol");
        var draft = await DraftAsync(carol, BothGrant);
        await SubmitAsync(carol, draft).JsonAsync();
        await ApproveAsync(Approver("olga", "payments"), draft).JsonAsync();
        await ApproveAsync(Approver("sam", "shop"), draft).JsonAsync();
        var problem = await PublishAsync(draft).ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
        Assert.Contains("1 more approval is needed for `production`", problem.Text("detail"), StringComparison.Ordinal);
        await WithdrawAsync(draft);
    }

    [Fact]
    public async Task Edit_AfterTheOwnersApproved_VoidsTheirApprovals()
    {
        var carol = await Host.SignInAsync("carol");
        var draft = await DraftAsync(carol, OwnGrant);
        await SubmitAsync(carol, draft).JsonAsync();
        await ApproveAsync(Approver("olga", "payments"), draft).JsonAsync();
        await carol.CallAsync("PATCH", $"/api/v1/drafts/{draft}", BothGrant).JsonAsync();
        await SubmitAsync(carol, draft).JsonAsync();
        await PublishAsync(draft).ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
        await WithdrawAsync(draft);
    }

    [Fact]
    public async Task Lists_OfWhatWaits_HoldOnlyWhatOneMayApprove()
    {
        var drafts = Host.Get<IDraftStore>();
        var carol = await Host.SignInAsync("carol");
        var (own, foreign) = (await DraftAsync(carol, OwnGrant), await DraftAsync(carol, """{"delete":{"grants":["shops"]}}"""));
        await SubmitAsync(carol, own).JsonAsync();
        await SubmitAsync(carol, foreign).JsonAsync();
        var head = Host.Get<LivePolicy>().Current.PolicyRevision;
        async Task<string[]> WaitsAsync(params string[] scopes)
        {
            var approver = new DraftApprover(new("https://idp.example", "olga"), head, scopes.Select(RoleScope.Parse).ToValueList());
            return [.. (await drafts.ListAsync(new DraftFilter(Approver: approver), null, 100, TestContext.Current.CancellationToken)).Select(d => $"{d.Id}").Where(id => id == own || id == foreign)];
        }

        Assert.Equal([own], await WaitsAsync("team=payments"));
        Assert.Equal([foreign], await WaitsAsync("team=shop"));
        Assert.Equal([foreign], await WaitsAsync("production"));
        Assert.Empty(await WaitsAsync("production,team=payments"));
        Assert.Equal(2, (await WaitsAsync("production", "team=payments")).Length);
        await WithdrawAsync(own);
        await WithdrawAsync(foreign);
    }

    [Fact]
    public async Task Import_BeyondTheScope_StaysADraft()
    {
        const string Rows = "name,effect,pipelines,role,environments\nshops,allow,deploy;idle,shop,production\n";
        var imported = await Editor.CallAsync("POST", "/api/v1/policy/import?kind=grants", Rows, "text/csv").JsonAsync();
        var refused = await SubmitAsync(Editor, imported.Text("draft")).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains("grant `shops` touches", refused.Text("detail"), StringComparison.Ordinal);
        var document = await (await TokenAsync("admin")).PutPolicyAsync(ScopedPolicy.Yaml.Replace("[/c/**]", "[/**]", StringComparison.Ordinal).Replace("\"/c/**\"", "\"/**\"", StringComparison.Ordinal))
            .ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains("role `shop` touches", document.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rollback")]
    [InlineData("undo")]
    public async Task WayBack_BeyondTheScope_IsRefusedAsAnyChange(string way)
    {
        var former = Host.Get<LivePolicy>().Current.Revision;
        var later = await Host.SeedAsync(ScopedPolicy.Yaml.Replace("reason: \"SHOP-1\"", "reason: \"SHOP-2\"", StringComparison.Ordinal));
        var back = await Editor.CallAsync("POST", $"/api/v1/revisions/{(way == "undo" ? later : former)}/{way}").JsonAsync();
        await SubmitAsync(Editor, back.Text("draft")).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var admin = await TokenAsync("admin");
        await admin.CallAsync("POST", $"/api/v1/drafts/{back.Text("draft")}/publish").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await Host.SeedAsync(ScopedPolicy.Yaml);
    }

    [Fact]
    public async Task Environments_AndLabels_MustHoldTogether()
    {
        var staging = Host.WithSession("pia", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Editor, ["staging"], Team("payments")));
        await SubmitAsync(staging, await DraftAsync(staging, OwnGrant)).JsonAsync();
        var elsewhere = OwnGrant.Replace("staging", "production", StringComparison.Ordinal);
        await SubmitAsync(staging, await DraftAsync(staging, elsewhere)).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        // Two roles do not lend each other their halves.
        var pieced = Host.WithSession("pit", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Editor, ["staging"], Team("payments")), new RoleAssignment(ConsoleRole.Editor, ["production"], Team("shop")));
        await SubmitAsync(pieced, await DraftAsync(pieced, elsewhere)).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Words_ThatTakeNoEffect_AreHeldToEnvironmentsToo()
    {
        var staging = Host.WithSession("pia", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Editor, ["staging"]));
        const string Reworded = "{\"upsert\":{\"grants\":[{\"name\":\"pays\",\"effect\":\"allow\"," + Selected + ",\"role\":\"pay\",\"environments\":[\"production\"],\"reason\":\"other words\"}]}}";
        var refused = await SubmitAsync(staging, await DraftAsync(staging, Reworded)).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains("grant `pays` touches", refused.Text("detail"), StringComparison.Ordinal);
        // A reader never submits, whatever takes effect.
        var reader = Host.WithSession("vera", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Viewer));
        await SubmitAsync(reader, await DraftAsync(Editor, Reworded)).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var token = await Host.WithApiTokenAsync(Host.Bootstrap, ConsoleRole.Admin, "staging");
        await token.PatchPolicyAsync(Reworded).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    private static ValueList<LabelChoice> Team(string team) => [new LabelChoice("team", [team])];

    private static RoleAssignment Scoped(ConsoleRole role) => new(role, [], Team("payments"));

    private HttpClient Approver(string name, string team) => Host.WithSession(name, DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Approver, [], Team(team)));

    private async Task<HttpClient> TokenAsync(string role)
    {
        var made = await TokensAsync(Host.Bootstrap, "{\"kind\":\"api\",\"role\":\"" + role + "\",\"serviceLabels\":{\"team\":[\"payments\"]}}").JsonAsync();
        return Host.WithToken(made.Text("token"));
    }

    private static Task<HttpResponseMessage> TokensAsync(HttpClient client, string body) => client.CallAsync("POST", "/api/v1/tokens", body);

    private static async Task<string> DraftAsync(HttpClient author, string patch) => (await author.PatchPolicyAsync(patch, publish: false).JsonAsync()).Text("draft");

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient author, string draft) => author.CallAsync("POST", $"/api/v1/drafts/{draft}/submit");

    private static async Task<HttpResponseMessage> ApproveAsync(HttpClient approver, string draft)
    {
        var review = await approver.CallAsync("GET", $"/api/v1/drafts/{draft}/review").JsonAsync();
        return await approver.CallAsync("POST", $"/api/v1/drafts/{draft}/approvals", new JsonObject { ["digest"] = review.Text("digest") }.ToJsonString());
    }

    private static Task<HttpResponseMessage> DeclineAsync(HttpClient approver, string draft) =>
        approver.CallAsync("POST", $"/api/v1/drafts/{draft}/decline", """{"reason":"not now"}""");

    private Task<HttpResponseMessage> PublishAsync(string draft) => Host.Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/publish");

    private Task<HttpResponseMessage> WithdrawAsync(string draft) => Host.Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/withdraw");
}
