using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;
using AccessConsole.Publishing;
using AccessConsole.Requests;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Requests;

/// <summary>Access for a time, from the ask to its end: who may, what it opens, and what binds.</summary>
public sealed class RequestEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>, IAsyncLifetime
{
    private ConsoleHost Host => console.Host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Nothing of another test is in force.</summary>
    public async ValueTask InitializeAsync()
    {
        var document = PolicyReader.Read(Encoding.UTF8.GetBytes(SmallPolicy.Yaml), DocumentFormat.Yaml).Document;
        if (!PolicyDiffPatch.Between(Host.Get<LivePolicy>().Current.Policy.Objects, document, Guid.CreateVersion7).IsEmpty)
            await Host.SeedAsync(SmallPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Request_OfAViewer_IsInForceFromItsLastApprovalOn()
    {
        var (victor, bob, erin) = (await Host.SignInAsync("victor"), await Host.SignInAsync("bob"), await Host.SignInAsync("erin"));
        var request = await victor.AskAsync();
        Assert.Equal(("waiting", null, "2h"), (request.Text("state"), request["startsAt"]?.GetValue<string>(), request.Text("duration")));
        var seen = await bob.CallAsync("GET", $"/api/v1/requests/{request.Text("id")}").JsonAsync();
        Assert.Contains(seen["access"]!.AsArray(), s => s!.GetValue<string>().Contains("`deploy` gains POST /migrations/**", StringComparison.Ordinal));
        Assert.Equal((2, 0), (seen["approvals"]![0]!.Number("needed"), seen["approvals"]![0]!.Number("given")));

        Assert.Equal("waiting", (await (await bob.ApproveAsync(request)).JsonAsync()).Text("state"));
        Assert.Equal("deny", await DecisionAsync());
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var granted = await (await erin.ApproveAsync(request)).JsonAsync();

        Assert.Equal("inForce", granted.Text("state"));
        Assert.Equal("allow", await DecisionAsync());
        Assert.Equal("deny", await DecisionAsync(DateTimeOffset.UtcNow.AddHours(2).AddSeconds(1)));
        var grant = StandingGrant(request)!;
        Assert.InRange(grant.ValidFrom!.Value, before, DateTimeOffset.UtcNow);
        Assert.Equal(grant.ValidFrom + TimeSpan.FromHours(2), grant.Expires);
        var revision = await bob.CallAsync("GET", $"/api/v1/revisions/{granted["steps"]!.AsArray()[^1]!.Number("revision")}").JsonAsync();
        Assert.Equal(["bob", "erin"], revision["approvals"]!.AsArray().Select(a => a!["approver"]!.Text("subject")).Order());
        Assert.Contains("asked by Victor Ruiz", revision.Text("summary"), StringComparison.Ordinal);
        string[] acts = [.. (await EventsAsync(request)).Select(e => e.Action)];
        Assert.Equal([AuditActions.AccessGranted, AuditActions.AccessApproved, AuditActions.AccessApproved, AuditActions.AccessAsked], acts);
    }

    [Fact]
    public async Task Request_WhereNoApprovalsAreAsked_NeedsOneAllTheSame()
    {
        var alice = await Host.SignInAsync("alice");
        var request = await alice.AskAsync(Asked.Body("staging"));
        await alice.ApproveAsync(request).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Null(StandingGrant(request));
        Assert.Equal("inForce", (await (await (await Host.SignInAsync("bob")).ApproveAsync(request)).JsonAsync()).Text("state"));
    }

    [Fact]
    public async Task Approval_NotByAPersonOfThePlaceInARecentSession_IsRefused()
    {
        var now = DateTimeOffset.UtcNow;
        var alice = await Host.SignInAsync("alice");
        var request = await (await Host.WithApiTokenAsync(alice, ConsoleRole.Viewer)).AskAsync(Asked.Body("staging"));
        await alice.ApproveAsync(request).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        HttpClient[] refused =
        [
            await Host.WithApiTokenAsync(Host.Bootstrap, ConsoleRole.Approver), Host.Bootstrap, await Host.SignInAsync("carol"),
            Host.WithSession("stale", now.AddMinutes(-61), new RoleAssignment(ConsoleRole.Approver)),
            Host.WithSession("elsewhere", now, new RoleAssignment(ConsoleRole.Approver, ["production"])),
            Host.WithSession("team", now, new RoleAssignment(ConsoleRole.Approver, [], RoleScope.LabelsOf([("team", "shop")]))),
        ];
        foreach (var client in refused)
            await client.ApproveAsync(request).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Null(StandingGrant(request));
        await (await Host.WithSession("here", now, new RoleAssignment(ConsoleRole.Approver, ["staging"])).ApproveAsync(request)).JsonAsync();
    }

    [Theory]
    [InlineData("permissions:\n      - { services: { names: [payments] }, methods: [POST], paths: [\"/migrations/**\"] }", "permissions:\n      - { services: { names: [payments] }, methods: [GET, POST], paths: [\"/migrations/**\"] }")]
    [InlineData("slug: deploy\n", "slug: deploy\n    spiffeId: spiffe://acme.example/ci/deploy\n")]
    public async Task Approval_OfWhatIsAnotherByNow_IsVoid(string old, string changed)
    {
        var (bob, erin) = (await Host.SignInAsync("bob"), await Host.SignInAsync("erin"));
        var request = await (await Host.SignInAsync("carol")).AskAsync();
        var digest = await bob.DigestAsync(request);
        await (await bob.ApproveAsync(request)).JsonAsync();
        await Host.SeedAsync(SmallPolicy.With(old, changed));

        await erin.ApproveAsync(request, digest).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Equal("waiting", (await (await erin.ApproveAsync(request)).JsonAsync()).Text("state"));
        Assert.Null(StandingGrant(request));
        Assert.Equal("inForce", (await (await bob.ApproveAsync(request)).JsonAsync()).Text("state"));
    }

    [Fact]
    public async Task Approval_AfterAnotherChange_StillCounts()
    {
        var (bob, erin) = (await Host.SignInAsync("bob"), await Host.SignInAsync("erin"));
        var request = await (await Host.SignInAsync("carol")).AskAsync();
        await (await bob.ApproveAsync(request)).JsonAsync();
        await Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "another")).JsonAsync();
        await bob.ApproveAsync(request).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Equal("inForce", (await (await erin.ApproveAsync(request)).JsonAsync()).Text("state"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("   ", true)]
    [InlineData("PAY-9", true)]
    [InlineData(null, false)]
    public async Task Check_AsksForNoReason_ButReadsOneThatIsThere(string? reason, bool canBeAsked)
    {
        var carol = await Host.SignInAsync("carol");
        var preview = await carol.CallAsync("POST", "/api/v1/requests/check", Asked.Body(reason: reason ?? new string('x', 1001))).JsonAsync();
        Assert.Equal(canBeAsked, preview["canBeAsked"]!.GetValue<bool>());
        Assert.Equal(!canBeAsked, preview["problems"]!.AsArray().Any(p => p!.Text("severity") == "error" && p!.Text("pointer") == "/reason"));
    }

    [Fact]
    public async Task Ask_WithoutReason_IsRefused()
    {
        var problem = await (await Host.SignInAsync("carol")).CallAsync("POST", "/api/v1/requests", Asked.Body(reason: " ")).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal("/reason", Assert.Single(problem["problems"]!.AsArray())!.Text("pointer"));
    }

    [Fact]
    public async Task Ask_WithEverythingWrong_SaysAllAtOnce()
    {
        var carol = await Host.SignInAsync("carol");
        var problem = await carol.CallAsync("POST", "/api/v1/requests", """{"pipeline":"nobody","role":"none","environment":"moon","duration":"13h"}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["/duration", "/environment", "/principal", "/reason", "/role"], problem["problems"]!.AsArray().Select(p => p!.Text("pointer")).Order());
        Assert.Contains(problem["problems"]!.AsArray(), p => p!.Text("message").Contains("at most 12h", StringComparison.Ordinal));
        var unreadable = await carol.CallAsync("POST", "/api/v1/requests", """{"duration":"soon","when":{"branches":["a*b",""]}}""").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Equal(["/duration", "/pipeline", "/when/branches/0", "/when/branches/1"], unreadable["problems"]!.AsArray().Select(p => p!.Text("pointer")).Order());
        var empty = await carol.CallAsync("POST", "/api/v1/requests/check", """{"pipeline":"deploy","duration":"2h","when":{"branches":[],"steps":[]}}""").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Equal([("empty_value", "/when/branches"), ("empty_value", "/when/steps")], empty["problems"]!.AsArray().Select(p => (p!.Text("code"), p!.Text("pointer"))));
        var nothing = await carol.CallAsync("POST", "/api/v1/requests/check", """{"pipeline":"deploy","duration":"2h","when":{}}""").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Equal("/when", nothing["problems"]![0]!.Text("pointer"));
        await Host.SeedAsync(SmallPolicy.Yaml + "  - name: nobody migrates\n    given: { pipeline: deploy, branch: main, environment: production, service: payments, method: POST, path: /migrations/1 }\n    expect: deny\n");
        var tested = await carol.CallAsync("POST", "/api/v1/requests", Asked.Body()).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains("nobody migrates", tested["problems"]![0]!.Text("message"), StringComparison.Ordinal);
        Assert.Empty((await carol.CallAsync("GET", "/api/v1/requests?mine=true&view=waiting").JsonAsync()).AsArray());
    }

    [Fact]
    public async Task Request_DeclinedOrWithdrawn_IsOver()
    {
        var (carol, bob, erin) = (await Host.SignInAsync("carol"), await Host.SignInAsync("bob"), await Host.SignInAsync("erin"));
        var declined = await carol.AskAsync();
        await (await bob.ApproveAsync(declined)).JsonAsync();
        await erin.ActAsync(declined, "decline").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await carol.ActAsync(declined, "decline", """{"reason":"x"}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("declined", (await erin.ActAsync(declined, "decline", """{"reason":"not on a Friday"}""").JsonAsync()).Text("state"));
        var withdrawn = await carol.AskAsync();
        await bob.ActAsync(withdrawn, "withdraw").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("withdrawn", (await carol.ActAsync(withdrawn, "withdraw").JsonAsync()).Text("state"));
        foreach (var over in new[] { declined, withdrawn })
        {
            await erin.ApproveAsync(over, new string('0', 64)).ProblemAsync(HttpStatusCode.Conflict, "conflict");
            await carol.ActAsync(over, "withdraw").ProblemAsync(HttpStatusCode.Conflict, "conflict");
            await carol.ActAsync(over, "end").ProblemAsync(HttpStatusCode.Conflict, "conflict");
            Assert.Null(StandingGrant(over));
        }
    }

    [Fact]
    public async Task Access_TakenBack_EndsWithoutApprovals()
    {
        var victor = await Host.SignInAsync("victor");
        var mine = await InForceAsync(victor);
        await (await Host.SignInAsync("carol")).ActAsync(mine, "end").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var ended = await victor.ActAsync(mine, "end", """{"reason":"done"}""").JsonAsync();
        Assert.Equal(("endedEarly", "done"), (ended.Text("state"), ended["steps"]!.AsArray()[^1]!.Text("text")));
        Assert.Equal("deny", await DecisionAsync());
        Assert.Null(StandingGrant(mine));
        Assert.Equal(AuditActions.AccessEnded, (await EventsAsync(mine))[0].Action);
        await victor.ActAsync(mine, "end").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await (await Host.SignInAsync("bob")).ActAsync(await InForceAsync(victor), "end").JsonAsync();
        await (await Host.SignInAsync("alice")).ActAsync(await InForceAsync(victor), "end").JsonAsync();
        Assert.Equal("deny", await DecisionAsync());
    }

    [Fact]
    public async Task Access_ThatATestExpects_IsTakenBackAllTheSame()
    {
        var victor = await Host.SignInAsync("victor");
        var request = await InForceAsync(victor);
        var grant = StandingGrant(request)!;
        var test = new PolicyTest { Name = "main migrates", Given = new DecisionRequest { Pipeline = "deploy", Branch = "main", Environment = "production", Service = "payments", Method = "POST", Path = "/migrations/1" }, Expect = Effect.Allow };
        Assert.Null((await Host.Get<Publisher>().PublishAsync(new PublishRequest { User = new ConsoleUser(Actor.System, []), Patch = new PolicyPatch { Upserts = [test] }, IsAutomatic = true }, Cancellation)).Refusal);
        await victor.ActAsync(request, "end").JsonAsync();
        Assert.Null(Host.Get<LivePolicy>().Current.Policy.Objects.Find(grant.Reference));
    }

    [Fact]
    public async Task Extension_Approved_PutsTheEndLaterByOnePublish()
    {
        var (victor, bob, erin) = (await Host.SignInAsync("victor"), await Host.SignInAsync("bob"), await Host.SignInAsync("erin"));
        var request = await InForceAsync(victor);
        var end = StandingGrant(request)!.Expires!.Value;
        await bob.ActAsync(request, "extension", """{"duration":"1h","reason":"more"}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var far = await victor.ActAsync(request, "extension", """{"duration":"11h","reason":"more"}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains("at most 12h from now", far["problems"]![0]!.Text("message"), StringComparison.Ordinal);
        await victor.ActAsync(request, "extension", """{"duration":"3h","reason":"takes longer"}""").JsonAsync();
        await victor.ActAsync(request, "extension", """{"duration":"1h","reason":"again"}""").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await erin.ActAsync(request, "decline", """{"reason":"too long"}""").JsonAsync();
        await victor.ActAsync(request, "extension", """{"duration":"1h","reason":"an hour"}""").JsonAsync();
        await (await bob.ApproveAsync(request)).JsonAsync();
        Assert.Equal(end, StandingGrant(request)!.Expires);
        var revision = Host.Get<LivePolicy>().Current.Revision;

        var extended = await (await erin.ApproveAsync(request)).JsonAsync();

        Assert.Equal(end.AddHours(1), StandingGrant(request)!.Expires);
        Assert.Equal(revision + 1, Host.Get<LivePolicy>().Current.Revision);
        Assert.Equal(("inForce", "extended"), (extended.Text("state"), extended["steps"]!.AsArray()[^1]!.Text("kind")));
        Assert.Equal("allow", await DecisionAsync(end.AddMinutes(30)));
    }

    [Fact]
    public async Task Grant_ThatAnotherChangeAltered_IsTheRequestsNoMore()
    {
        var victor = await Host.SignInAsync("victor");
        var request = await InForceAsync(victor);
        var wide = StandingGrant(request)! with { When = Conditions.None };
        Assert.Null((await Host.Get<Publisher>().PublishAsync(new PublishRequest { User = new ConsoleUser(Actor.System, []), Patch = new PolicyPatch { Upserts = [wide] }, IsAutomatic = true }, Cancellation)).Refusal);
        await victor.ActAsync(request, "extension", """{"duration":"1h","reason":"more"}""").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        var problem = await victor.ActAsync(request, "end").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Contains("another change altered grant", problem.Text("detail"), StringComparison.Ordinal);
        Assert.NotNull(StandingGrant(request));
    }

    [Fact]
    public async Task List_ShowsEachWhatIsTheirs()
    {
        var (victor, bob, erin) = (await Host.SignInAsync("victor"), await Host.SignInAsync("bob"), await Host.SignInAsync("erin"));
        var request = await victor.AskAsync();
        Assert.True(await IsListedAsync(victor, "mine=true&view=waiting", request));
        Assert.True(await IsListedAsync(bob, "approve=true", request));
        Assert.False(await IsListedAsync(victor, "approve=true", request));
        await (await bob.ApproveAsync(request)).JsonAsync();
        Assert.False(await IsListedAsync(bob, "approve=true", request));
        Assert.True(await IsListedAsync(erin, "approve=true", request));
        await (await erin.ApproveAsync(request)).JsonAsync();
        Assert.True(await IsListedAsync(erin, "view=in-force", request));
        Assert.False(await IsListedAsync(erin, "approve=true", request));
        await victor.ActAsync(request, "extension", """{"duration":"1h","reason":"more"}""").JsonAsync();
        Assert.True(await IsListedAsync(bob, "approve=true", request));
        await victor.ActAsync(request, "end").JsonAsync();
        Assert.True(await IsListedAsync(erin, "view=ended", request));
        Assert.False(await IsListedAsync(bob, "approve=true", request));
        await victor.CallAsync("GET", "/api/v1/requests?view=soon").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await victor.CallAsync("GET", "/api/v1/requests?mine=true&approve=true").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Check_StoresNothing()
    {
        var victor = await Host.SignInAsync("victor");
        var preview = await victor.CallAsync("POST", "/api/v1/requests/check", Asked.Body(role: "reader")).JsonAsync();
        Assert.True(preview["canBeAsked"]!.GetValue<bool>());
        Assert.Equal("deploy-reads-production", preview["standing"]![0]!.GetValue<string>());
        Assert.Equal(2, preview["approvals"]![0]!.Number("needed"));
        Assert.DoesNotContain((await victor.CallAsync("GET", "/api/v1/requests?mine=true&view=waiting&limit=1000").JsonAsync()).AsArray(), r => r!.Text("role") == "reader");
    }

    [Fact]
    public async Task Person_WithTooManyRequestsWaiting_AsksForNoMore()
    {
        var keen = Host.WithSession("keen", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Viewer));
        for (var i = 0; i < RequestWorkflow.MaxWaiting; i++)
            await keen.AskAsync();
        await keen.CallAsync("POST", "/api/v1/requests", Asked.Body()).ProblemAsync(HttpStatusCode.Conflict, "conflict");
    }

    private async Task<JsonNode> InForceAsync(HttpClient requester)
    {
        var request = await requester.AskAsync();
        foreach (var approver in new[] { "bob", "erin" })
            await (await (await Host.SignInAsync(approver)).ApproveAsync(request)).JsonAsync();
        Assert.Equal("allow", await DecisionAsync());
        return request;
    }

    private static async Task<bool> IsListedAsync(HttpClient person, string query, JsonNode request) =>
        (await person.CallAsync("GET", $"/api/v1/requests?{query}&limit=1000").JsonAsync()).AsArray().Any(r => r!.Text("id") == request.Text("id"));

    private Grant? StandingGrant(JsonNode request) => Host.Get<LivePolicy>().Current.Policy.Objects.FindById(PolicyKind.Grant, Guid.Parse(request.Text("id"))) as Grant;

    private async Task<IReadOnlyList<AuditEvent>> EventsAsync(JsonNode request) =>
        [.. (await Host.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: $"request/{request.Text("id")}"), null, 100, Cancellation)).Select(r => r.Event).Where(e => e.Action != AuditActions.Refused)];

    private async Task<string> DecisionAsync(DateTimeOffset? at = null)
    {
        var time = at is { } instant ? $",\"time\":\"{instant:yyyy-MM-dd'T'HH:mm:ss'Z'}\"" : "";
        var body = $$$"""{"requests":[{"pipeline":"deploy","branch":"main","environment":"production","service":"payments","method":"POST","path":"/migrations/7"{{{time}}}}]}""";
        return (await Host.Bootstrap.CallAsync("POST", "/api/v1/decisions", body).JsonAsync())["decisions"]![0]!.Text("effect");
    }
}
