using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Campaigns;

/// <summary>Standing grants reviewed: which are meant, who decides, and what the decisions come to.</summary>
public sealed class CampaignEndpointTests(ScopedConsole console) : IClassFixture<ScopedConsole>
{
    private static readonly DateTimeOffset Due = DateTimeOffset.UtcNow.AddDays(30);

    private ConsoleHost Host => console.Host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Campaign_Decided_BecomesOneDraftThroughOrdinaryReview()
    {
        var (alice, bob) = (await Host.SignInAsync("alice"), await Host.SignInAsync("bob"));
        var wide = Host.Get<LivePolicy>().Current.Policy.Grants["pays"];
        await PublishAsync(wide with { Environments = ["production", "staging"] });
        var campaign = await OpenAsync(alice);
        var items = await ItemsAsync(alice, campaign);
        Assert.Equal(items.Length, campaign["progress"]!.Number("undecided"));
        Assert.True(items.Length >= 3, $"the policy has {items.Length} grants that allow");
        var narrowed = items.First(i => i["grant"]!["environments"]!.AsArray().Count > 1);
        var (kept, ended) = (items.First(i => i != narrowed), items.Last(i => i != narrowed));
        var lost = narrowed["grant"]!["environments"]![0]!.GetValue<string>();

        await DecideAsync(bob, campaign, "keep", "needed each night", kept).JsonAsync();
        await DecideAsync(bob, campaign, "keep", "at first", ended).JsonAsync();
        await DecideAsync(bob, campaign, "end", "the pipeline is gone", ended).JsonAsync();
        await DecideAsync(bob, campaign, "narrow", "only the other one is used", [narrowed], $",\"withoutEnvironment\":\"{lost}\"").JsonAsync();
        var read = await alice.CallAsync("GET", Path(campaign)).JsonAsync();
        Assert.Equal((1, 1, 1), (read["progress"]!.Number("kept"), read["progress"]!.Number("narrowed"), read["progress"]!.Number("ended")));
        await CloseAsync(alice, campaign, read.Number("version") - 1).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        var closed = await CloseAsync(alice, campaign, read.Number("version")).JsonAsync();

        var draft = await alice.CallAsync("GET", $"/api/v1/drafts/{closed["closed"]!.Text("draft")}").JsonAsync();
        Assert.Equal([ended["grant"]!.Text("name")], draft["patch"]!["delete"]!["grants"]!.AsArray().Select(g => g!.GetValue<string>()));
        var upsert = Assert.Single(draft["patch"]!["upsert"]!["grants"]!.AsArray())!;
        Assert.DoesNotContain(upsert["environments"]!.AsArray(), e => e!.GetValue<string>() == lost);
        Assert.Equal(items.Length - 3, closed["closed"]!.Number("undecided"));
        await DecideAsync(bob, campaign, "keep", "too late", kept).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await CloseAsync(alice, campaign, closed.Number("version")).ProblemAsync(HttpStatusCode.Conflict, "conflict");

        var events = (await Host.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: $"campaign/{campaign.Text("id")}"), null, 100, Cancellation)).Select(r => r.Event).ToArray();
        Assert.Equal(4, events.Count(e => e.Action == AuditActions.CampaignDecided));
        Assert.Contains(events, e => e.Details.GetValueOrDefault("reason") == "the pipeline is gone" && e.Details["before"] == "keep");
        var csv = await ReadCsvAsync(alice, campaign);
        Assert.Equal(items.Length + 1, csv.Length);
        Assert.Contains(csv, line => line.Contains(kept["grant"]!.Text("name"), StringComparison.Ordinal) && line.Contains(",keep,", StringComparison.Ordinal) && line.Contains("needed each night", StringComparison.Ordinal));
        await PublishAsync(wide);
        Assert.Contains((await Host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.Exported), null, 10, Cancellation)).Select(r => r.Event.Subject), s => s == $"campaign/{campaign.Text("id")}");
    }

    [Fact]
    public async Task Undecided_ByChoice_AreEndedByTheDraft()
    {
        var alice = await Host.SignInAsync("alice");
        var campaign = await OpenAsync(alice);
        var items = await ItemsAsync(alice, campaign);
        var closed = await CloseAsync(alice, campaign, campaign.Number("version"), endsUndecided: true).JsonAsync();
        var draft = await alice.CallAsync("GET", $"/api/v1/drafts/{closed["closed"]!.Text("draft")}").JsonAsync();
        Assert.Equal(items.Select(i => i["grant"]!.Text("name")).Order(StringComparer.Ordinal), draft["patch"]!["delete"]!["grants"]!.AsArray().Select(g => g!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Grant_ThatIsAnotherByTheClose_IsLeftOut()
    {
        var alice = await Host.SignInAsync("alice");
        var campaign = await OpenAsync(alice);
        var item = (await ItemsAsync(alice, campaign))[0];
        await DecideAsync(await Host.SignInAsync("bob"), campaign, "end", "not used", item).JsonAsync();
        var standing = Host.Get<LivePolicy>().Current.Policy.Grants[item["grant"]!.Text("name")];
        await PublishAsync(standing with { When = new Conditions { Branches = [Pattern.Parse("main")], Queues = [Pattern.Parse("other")] } });
        var closed = await CloseAsync(alice, campaign, campaign.Number("version") + 1).JsonAsync();
        Assert.Equal((1, null), (closed["closed"]!.Number("leftOut"), closed["closed"]!["draft"]?.GetValue<string>()));
        await PublishAsync(standing);
    }

    [Fact]
    public async Task Decision_IsForPersonsWhoApproveInEachPlace()
    {
        var now = DateTimeOffset.UtcNow;
        var campaign = await OpenAsync(await Host.SignInAsync("alice"));
        var items = await ItemsAsync(Host.Bootstrap, campaign);
        var payments = Host.WithSession("pay", now, new RoleAssignment(ConsoleRole.Approver, [], AccessConsole.Core.Scopes.RoleScope.LabelsOf([("team", "payments")])));
        var mine = await payments.CallAsync("GET", $"{Path(campaign)}/grants?mine=true&limit=1000").JsonAsync();
        Assert.NotEmpty(mine.AsArray());
        var others = items.First(i => mine.AsArray().All(m => m!.Text("id") != i.Text("id")));
        await DecideAsync(payments, campaign, "keep", "mine", mine[0]!).JsonAsync();
        await DecideAsync(payments, campaign, "keep", "not mine", others).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await DecideAsync(payments, campaign, "keep", "one of both", [mine[0]!, others]).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await DecideAsync(await Host.WithApiTokenAsync(Host.Bootstrap, ConsoleRole.Approver), campaign, "keep", "x", items[0]).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(1, (await payments.CallAsync("GET", Path(campaign)).JsonAsync())["progress"]!.Number("kept"));
        await Host.WithSession("half", now, new RoleAssignment(ConsoleRole.Admin, ["staging"])).CallAsync("POST", "/api/v1/campaigns", Body()).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Decision_NotSaidRight_IsRefused()
    {
        var (bob, campaign) = (await Host.SignInAsync("bob"), await OpenAsync(await Host.SignInAsync("alice")));
        var item = (await ItemsAsync(bob, campaign))[0];
        await DecideAsync(bob, campaign, "keep", " ", item).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await DecideAsync(bob, campaign, "narrow", "x", item).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await DecideAsync(bob, campaign, "narrow", "x", [item], ",\"withoutEnvironment\":\"moon\"").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await DecideAsync(bob, campaign, "narrow", "x", [item], ",\"expires\":\"2020-01-01T00:00:00Z\"").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await DecideAsync(bob, campaign, "keep", "x", [item], ",\"expires\":\"2099-01-01T00:00:00Z\"").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await DecideAsync(bob, campaign, "keep", "x").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await DecideAsync(bob, campaign, "perhaps", "x", item).ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await bob.CallAsync("POST", $"{Path(campaign)}/decisions", $$"""{"grants":["{{Guid.NewGuid()}}"],"verdict":"keep","reason":"x"}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await bob.CallAsync("GET", $"{Path(campaign)}/grants?state=perhaps").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Equal(0, (await bob.CallAsync("GET", Path(campaign)).JsonAsync())["progress"]!.Number("kept"));
    }

    [Theory]
    [InlineData(""","environment":"staging" """, "staging")]
    [InlineData(""","label":"team=payments" """, null)]
    [InlineData(""","neverEnds":true""", null)]
    public async Task Filter_ChoosesTheGrants(string part, string? environment)
    {
        var alice = await Host.SignInAsync("alice");
        var all = await ItemsAsync(alice, await OpenAsync(alice));
        var chosen = await ItemsAsync(alice, await OpenAsync(alice, part));
        Assert.NotEmpty(chosen);
        Assert.True(chosen.Length <= all.Length);
        Assert.All(chosen, i => Assert.True(environment is null || i["grant"]!["environments"]!.AsArray().Any(e => e!.GetValue<string>() == environment)));
        if (part.Contains("label", StringComparison.Ordinal))
            Assert.All(chosen, i => Assert.Contains(i["places"]!.AsArray(), p => p!.GetValue<string>().Contains("team=payments", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(""","environment":"moon" """, HttpStatusCode.UnprocessableEntity)]
    [InlineData(""","label":"team" """, HttpStatusCode.BadRequest)]
    [InlineData(""","olderThanDays":0""", HttpStatusCode.UnprocessableEntity)]
    [InlineData(""","olderThanDays":1""", HttpStatusCode.Conflict)]
    public async Task Campaign_NotSaidRight_IsRefused(string part, HttpStatusCode status)
    {
        using var answer = await (await Host.SignInAsync("alice")).CallAsync("POST", "/api/v1/campaigns", Body(part));
        Assert.Equal(status, answer.StatusCode);
    }

    private static string Body(string part = "") => $$"""{"title":"Spring","due":"{{Due:yyyy-MM-dd'T'HH:mm:ss'Z'}}"{{part}}}""";

    private static string Path(JsonNode campaign) => $"/api/v1/campaigns/{campaign.Text("id")}";

    private static Task<JsonNode> OpenAsync(HttpClient admin, string part = "") => admin.CallAsync("POST", "/api/v1/campaigns", Body(part)).JsonAsync();

    private static async Task<JsonNode[]> ItemsAsync(HttpClient person, JsonNode campaign) => [.. (await person.CallAsync("GET", $"{Path(campaign)}/grants?limit=1000").JsonAsync()).AsArray().Select(i => i!)];

    private static Task<HttpResponseMessage> DecideAsync(HttpClient person, JsonNode campaign, string verdict, string reason, params JsonNode[] items) => DecideAsync(person, campaign, verdict, reason, items, "");

    private static Task<HttpResponseMessage> DecideAsync(HttpClient person, JsonNode campaign, string verdict, string reason, JsonNode[] items, string part) =>
        person.CallAsync("POST", $"{Path(campaign)}/decisions", $$"""{"grants":[{{string.Join(',', items.Select(i => $"\"{i.Text("id")}\""))}}],"verdict":"{{verdict}}","reason":"{{reason}}"{{part}}}""");

    private static Task<HttpResponseMessage> CloseAsync(HttpClient person, JsonNode campaign, int version, bool endsUndecided = false) =>
        person.CallAsync("POST", $"{Path(campaign)}/close", $$"""{"version":{{version}},"endsUndecided":{{(endsUndecided ? "true" : "false")}}}""");

    private async Task PublishAsync(Grant grant) => Assert.Null((await Host.Get<Publisher>().PublishAsync(
        new PublishRequest { User = new ConsoleUser(Actor.System, []), Patch = new PolicyPatch { Upserts = [grant] }, IsAutomatic = true }, Cancellation)).Refusal);

    private static async Task<string[]> ReadCsvAsync(HttpClient person, JsonNode campaign)
    {
        using var answer = await person.CallAsync("GET", $"{Path(campaign)}/export");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.Content.ReadAsStringAsync(Cancellation)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}
