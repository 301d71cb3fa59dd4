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
public sealed class LabelScopeTests(LabelScopeTests.TwoTeams teams) : IClassFixture<LabelScopeTests.TwoTeams>
{
    private const string ShopInProduction = "services with team=shop in `production`";
    private const string Selected = "\"principals\":{\"pipelines\":{\"names\":[\"deploy\"]}}";
    private const string OwnGrant = "{\"upsert\":{\"grants\":[{\"name\":\"own\",\"effect\":\"allow\"," + Selected + ",\"role\":\"pay\",\"environments\":[\"staging\"]}]}}";
    private const string BothGrant = "{\"upsert\":{\"grants\":[{\"name\":\"shared\",\"effect\":\"allow\"," + Selected + ",\"role\":\"both\",\"environments\":[\"production\"]}]}}";

    /// <summary>What an owner of team=payments must not do, with the place that it touches.</summary>
    public static TheoryData<string, string> Attacks { get; } = new()
    {
        // another team's grant: widened, reworded, deleted, renamed, or replaced under its id
        { """{"upsert":{"grants":[{"name":"shops","effect":"allow","principals":{"pipelines":{"names":["deploy","idle"]}},"role":"shop","environments":["production"]}]}}""", ShopInProduction },
        { """{"upsert":{"grants":[{"name":"shops","effect":"allow","principals":{"pipelines":{"names":["deploy"]}},"role":"shop","environments":["production"],"reason":"mine now"}]}}""", ShopInProduction },
        { """{"delete":{"grants":["shops"]}}""", ShopInProduction },
        { """{"upsert":{"grants":[{"name":"mine","id":"0187c6a2-0000-4000-8000-0000000000c3","effect":"allow","principals":{"pipelines":{"names":["deploy"]}},"role":"shop","environments":["production"]}]}}""", ShopInProduction },
        { """{"upsert":{"grants":[{"name":"mine","id":"0187c6a2-0000-4000-8000-0000000000c3","effect":"allow","principals":{"pipelines":{"names":["deploy"]}},"role":"pay","environments":["production"]}]}}""", ShopInProduction },
        // a deny takes access away just as an allow gives it
        { """{"upsert":{"grants":[{"name":"no","effect":"deny","principals":{"pipelines":{"names":["deploy"]}},"role":"shop","environments":["production"]}]}}""", ShopInProduction },
        { """{"upsert":{"grants":[{"name":"no","effect":"deny","principals":{"pipelines":{"names":["deploy"]}},"role":"every","environments":["production"]}]}}""", "every service in `production`" },
        // roles: one more name, all, labels that today only own services have, a role that others' grants use
        { """{"upsert":{"roles":[{"name":"pay","permissions":[{"services":{"names":["payments-api","shop-web"]},"methods":["GET"],"paths":["/a/**"]}]}]}}""", ShopInProduction },
        { """{"upsert":{"roles":[{"name":"pay","permissions":[{"services":{"all":true},"methods":["GET"],"paths":["/a/**"]}]}]}}""", "every service in `production`" },
        { """{"upsert":{"roles":[{"name":"pay","permissions":[{"services":{"labels":{"data":"cardholder"}},"methods":["GET"],"paths":["/a/**"]}]}]}}""", "services with data=cardholder in `production`" },
        { """{"upsert":{"roles":[{"name":"both","permissions":[{"services":{"names":["payments-api"]},"methods":["GET"],"paths":["/d/**"]}]}]}}""", "services with team=shop in `staging`" },
        // services: another team's taken into the scope, with or without its id; an own one given away; one without labels
        { """{"upsert":{"services":[{"name":"shop-web","id":"0187c6a2-0000-4000-8000-0000000000a3","labels":{"team":"payments"},"deployments":[{"environment":"staging","hosts":["shop.staging.example"],"upstream":"https://10.0.4.21:8443","hops":["opa"]}]}]}}""", ShopInProduction },
        { """{"upsert":{"services":[{"name":"shop-web","labels":{"team":"payments"}}]}}""", ShopInProduction },
        { """{"upsert":{"services":[{"name":"ledger","labels":{"team":"shop"},"deployments":[{"environment":"production","hosts":["ledger.example"],"upstream":"https://10.0.4.13:8443","hops":["opa"]}]}]}}""", ShopInProduction },
        { """{"upsert":{"services":[{"name":"new","deployments":[{"environment":"staging","hosts":["new.example"],"upstream":"https://10.0.4.9:8443","hops":["opa"]}]}]}}""", "services without labels in `staging`" },
        // an own service that leads to another team's machines
        { """{"upsert":{"services":[{"name":"new","labels":{"team":"payments"},"deployments":[{"environment":"staging","hosts":["new.example"],"upstream":"https://10.0.4.22:8443","hops":["opa"]}]}]}}""", ShopInProduction },
        // what is no service's
        { """{"upsert":{"pipelines":[{"name":"idle","provider":"ci","organization":{"slug":"acme","id":"01860a1c-0000-4000-8000-000000000001"},"slug":"idle","id":"0187c6a2-0000-4000-8000-000000000003","labels":{"team":"payments"}}]}}""", "the policy as a whole" },
        { """{"upsert":{"environments":[{"name":"production","approvals":0}]}}""", "every service in `production`" },
        { """{"upsert":{"workloads":[{"name":"report","provider":"ci","claims":{"sub":"report"}}]}}""", "the policy as a whole" },
        // another team's tests, taken out or made to watch something else
        { """{"delete":{"tests":["shops are watched"]}}""", ShopInProduction },
        { """{"upsert":{"tests":[{"name":"shops are watched","given":{"pipeline":"deploy","environment":"production","service":"payments-api","method":"POST","path":"/a"},"expect":"deny"}]}}""", ShopInProduction },
    };

    private ConsoleHost Host => teams.Host;

    private HttpClient Editor => Host.WithSession("paula", DateTimeOffset.UtcNow, Scoped(ConsoleRole.Editor));

    [Theory]
    [MemberData(nameof(Attacks))]
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
    [MemberData(nameof(Attacks))]
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

    [Fact]
    public async Task Token_ScopedByLabels_IsShownSo()
    {
        var made = await TokensAsync(Host.Bootstrap, """{"kind":"api","role":"editor","environments":["staging"],"serviceLabels":{"team":["shop","payments"],"data":["cardholder"]}}""").JsonAsync();
        var shown = await Host.Bootstrap.CallAsync("GET", $"/api/v1/tokens/{made.Text("id")}").JsonAsync();
        Assert.Equal("""{"data":["cardholder"],"team":["payments","shop"]}""", shown["serviceLabels"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"kind":"api","role":"viewer","serviceLabels":{"team":["payments"]}}""")]
    [InlineData("""{"kind":"api","role":"auditor","serviceLabels":{"team":["payments"]}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":[]}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":["payments,production"]}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":["payments,team=shop"]}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team,data":["payments"]}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":[null]}}""")]
    [InlineData("""{"kind":"puller","environment":"staging","target":"opa","serviceLabels":{"team":["payments"]}}""")]
    public async Task Token_WithLabelsThatSayNothingOrTooMuch_IsRefused(string body) =>
        await TokensAsync(Host.Bootstrap, body).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");

    [Theory]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":["payments"]}}""", true)]
    [InlineData("""{"kind":"api","role":"admin","environments":["staging"],"serviceLabels":{"team":["payments"],"data":["cardholder"]}}""", true)]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":["payments","shop"]}}""", false)]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"data":["cardholder"]}}""", false)]
    [InlineData("""{"kind":"api","role":"editor","environments":["staging"]}""", false)]
    [InlineData("""{"kind":"api","role":"viewer"}""", false)]
    [InlineData("""{"kind":"puller","environment":"staging","target":"opa"}""", false)]
    [InlineData("""{"kind":"puller","environment":"staging","target":"opa","service":"payments-api"}""", false)]
    public async Task Admin_OfAScope_MakesTokensWithinItAndNoPullers(string body, bool isMade)
    {
        var admin = Host.WithSession("anna", DateTimeOffset.UtcNow, Scoped(ConsoleRole.Admin));
        using var answer = await TokensAsync(admin, body);
        Assert.Equal(isMade ? HttpStatusCode.Created : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Admin_OfAScope_EndsNoTokenBeyondIt_AndManagesNoKeysOrConnections()
    {
        var admin = Host.WithSession("anna", DateTimeOffset.UtcNow, Scoped(ConsoleRole.Admin));
        foreach (var body in (string[])["""{"kind":"api","role":"viewer"}""", """{"kind":"puller","environment":"staging","target":"opa"}"""])
        {
            var made = await TokensAsync(Host.Bootstrap, body).JsonAsync();
            await admin.CallAsync("DELETE", $"/api/v1/tokens/{made.Text("id")}").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        }

        await admin.CallAsync("POST", "/api/v1/issuer-keys/ci/accept").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await admin.CallAsync("POST", "/api/v1/buildkite", """{"organization":"acme","token":"bkua_0000000000000000000000000000000000000000"}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var draft = await DraftAsync(Host.Bootstrap, OwnGrant);
        await admin.CallAsync("POST", $"/api/v1/drafts/{draft}/withdraw").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
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

    /// <summary>A console with <see cref="ScopedPolicy"/>.</summary>
    public sealed class TwoTeams(PostgresFixture postgres) : IAsyncLifetime
    {
        private readonly ConsoleFixture console = new(postgres);

        public ConsoleHost Host => console.Host;

        public async ValueTask InitializeAsync()
        {
            await console.InitializeAsync();
            await Host.SeedAsync(ScopedPolicy.Yaml);
        }

        public ValueTask DisposeAsync() => console.DisposeAsync();
    }
}
