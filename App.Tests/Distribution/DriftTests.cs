using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Webhooks;
using AccessConsole.Drifting;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using AccessConsole.Tests.Webhooks;
using AccessConsole.Webhooks;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>An engine that lies in its reports and its decisions, over real HTTP and PostgreSQL.</summary>
public sealed class DriftTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly DatabaseFixture database = new(postgres);
    private ConsoleHost console = null!;
    private HttpClient engine = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        console = await ConsoleHost.StartAsync(database.ConnectionString, settings: [("Console:OutboundAllowed:0", "localhost")]);
        await console.SeedAsync(SmallPolicy.Yaml);
        engine = await EngineAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await console.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Engine_ThatRunsWhatWasPublished_AndDecidesByIt_HasNotDrifted()
    {
        var digest = await DigestAsync();
        await ReportAsync("opa-1", 1, ("digest", digest));
        await LogAsync(Decision("d-1", "allow", "granted", "main"), Decision("d-2", "deny", "no_grant", "feature"), Decision("d-3", "deny", "token_invalid", "main"), Decision("d-4", "deny", "rate_limited", "main"));

        var drift = await LookAsync();

        Assert.Empty(drift["findings"]!.AsArray());
        Assert.Equal((4, 2, false), (drift["decisions"]!.Number("seen"), drift["decisions"]!.Number("compared"), drift["decisions"]!["sampled"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Revision_AboveEveryOne_IsFoundOnceItWasSaidTwice()
    {
        await ReportAsync("opa-1", 999);

        Assert.Empty((await LookAsync())["findings"]!.AsArray());
        var finding = Assert.Single((await LookAsync())["findings"]!.AsArray())!;
        Assert.Equal(("revision_ahead", "opa-1", 999), (finding.Text("kind"), finding.Text("point"), finding.Number("revision")));
        Assert.Empty((await console.Bootstrap.CallAsync("GET", "/api/v1/drift?point=opa-2").JsonAsync())["findings"]!.AsArray());

        await ReportAsync("opa-1", 1);
        Assert.Empty((await LookAsync())["findings"]!.AsArray());
    }

    [Fact]
    public async Task Revision_AtWhichItsScopeDidNotChange_IsNoneOfItsOwn()
    {
        await console.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging")).JsonAsync();
        await ReportAsync("opa-1", 1);
        Assert.Empty((await LookAsync())["findings"]!.AsArray());
        // A test alone changes no bundle.
        await console.Bootstrap.PatchPolicyAsync("""{"upsert":{"tests":[{"name":"more","given":{"pipeline":"deploy","branch":"x","environment":"production","service":"payments","method":"GET","path":"/status"},"expect":"deny"}]}}""").JsonAsync();
        await ReportAsync("opa-1", 3);

        Assert.Equal("revision_unpublished", Assert.Single((await LookAsync())["findings"]!.AsArray())!.Text("kind"));
    }

    [Fact]
    public async Task Digest_ThatTheConsoleNeverMade_IsFound_OfEarlierRevisionsToo()
    {
        var digest = await DigestAsync();
        await console.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging")).JsonAsync();
        await ReportAsync("opa-1", 1, ("digest", digest));
        await ReportAsync("opa-2", 1, ("digest", "sha256:" + new string('0', 64)));

        var finding = Assert.Single((await LookAsync())["findings"]!.AsArray())!;
        Assert.Equal(("unknown_digest", "opa-2"), (finding.Text("kind"), finding.Text("point")));
    }

    [Fact]
    public async Task Repair_OfAPuller_IsTold_UntilADayAgo()
    {
        await ReportAsync("cluster-1", 1, ("repaired", DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O", CultureInfo.InvariantCulture)));
        await ReportAsync("cluster-2", 1, ("repaired", DateTimeOffset.UtcNow.AddDays(-2).ToString("O", CultureInfo.InvariantCulture)));
        await ReportAsync("cluster-3", 1, ("repaired", "yesterday"));

        var finding = Assert.Single((await LookAsync())["findings"]!.AsArray())!;
        Assert.Equal(("objects_repaired", "cluster-1"), (finding.Text("kind"), finding.Text("point")));
    }

    [Fact]
    public async Task Decisions_OtherThanTheRevisionSays_AreOneFindingWithAnExample_AndToldOnce()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await console.Bootstrap.CallAsync("POST", "/api/v1/webhooks", new JsonObject { ["address"] = receiver.Address, ["events"] = new JsonArray(WebhookEvents.DriftFound) }.ToJsonString()).JsonAsync();
        await LogAsync(Decision("d-1", "allow", "granted", "feature"), Decision("d-2", "allow", "granted", "main"));
        await LookAsync();
        await LogAsync(Decision("d-3", "allow", "granted", "other"));

        var finding = Assert.Single((await LookAsync())["findings"]!.AsArray())!;
        await LookAsync();

        Assert.Equal(("decides_otherwise", "opa-1", 2), (finding.Text("kind"), finding.Text("point"), finding.Number("count")));
        Assert.Contains("decided `allow` (`granted`) where revision 1 says `deny` (`no_grant`)", finding.Text("finding"), StringComparison.Ordinal);
        Assert.Equal(("other", "pipeline/deploy", "/status/1"), (finding["example"]!["claims"]!.Text("build_branch"), finding["example"]!.Text("principal"), finding["example"]!.Text("path")));
        for (var i = 0; i < 2; i++)
            await Eventually.HoldsAsync(() => console.Get<WebhookDispatch>().RunAsync(Cancellation), "the right to deliver");
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Taken.Count > 0), "the message of the finding");
        Assert.Equal("decides_otherwise", Assert.Single(receiver.Taken).Json["data"]!.Text("kind"));
    }

    [Fact]
    public async Task Decisions_OfAnEarlierRevision_AreMadeAgainByIt()
    {
        await LogAsync(Decision("d-1", "deny", "no_grant", "feature", revision: 1, path: "/migrations/1"));
        await console.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging")).JsonAsync();
        await LogAsync(Decision("d-2", "deny", "no_grant", "main", revision: 1, method: "POST", path: "/migrations/1"));
        Assert.Empty((await LookAsync())["findings"]!.AsArray());

        await LogAsync(Decision("d-3", "deny", "no_grant", "main", revision: 2, method: "POST", path: "/migrations/1"));
        Assert.Equal(2, Assert.Single((await LookAsync())["findings"]!.AsArray())!.Number("revision"));
        await LogAsync(Decision("d-4", "allow", "granted", "main", revision: 1, method: "POST", path: "/migrations/1"));
        Assert.Equal([1, 2], (await LookAsync())["findings"]!.AsArray().Select(f => f!.Number("revision")).Order());
    }

    [Fact]
    public async Task Findings_AreListedPageByPage()
    {
        foreach (var name in (string[])["opa-1", "opa-2", "opa-3"])
            await ReportAsync(name, 1, ("digest", "sha256:" + new string('0', 64)));
        await console.Get<DriftWatch>().LookAsync(Cancellation);

        var (seen, next) = (new List<string>(), "/api/v1/drift?environment=staging&limit=2");
        while (next is not null)
        {
            using var page = await console.Bootstrap.GetAsync(next, Cancellation);
            var found = JsonNode.Parse(await page.Content.ReadAsStringAsync(Cancellation))!;
            Assert.False(found["more"]!.GetValue<bool>());
            Assert.InRange(found["findings"]!.AsArray().Count, 1, 2);
            seen.AddRange(found["findings"]!.AsArray().Select(f => f!.Text("point")));
            next = page.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(["opa-1", "opa-2", "opa-3"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Example_IsShownToWhomItsServiceIsShown()
    {
        await LogAsync(Decision("d-1", "allow", "granted", "feature"));
        await LookAsync();
        var elsewhere = await console.WithApiTokenAsync(console.Bootstrap, AccessConsole.Core.Ports.ConsoleRole.Viewer, "production");

        var finding = Assert.Single((await elsewhere.CallAsync("GET", "/api/v1/drift").JsonAsync())["findings"]!.AsArray())!;

        Assert.Null(finding["example"]);
    }

    private async Task<JsonNode> LookAsync()
    {
        await console.Get<DriftWatch>().LookAsync(Cancellation);
        return await console.Bootstrap.CallAsync("GET", "/api/v1/drift").JsonAsync();
    }

    private async Task<HttpClient> EngineAsync()
    {
        var made = await console.Bootstrap.CallAsync("POST", "/api/v1/tokens", """{"kind":"puller","environment":"staging","target":"opa"}""").JsonAsync();
        return console.WithToken(made.Text("token"));
    }

    private async Task<string> DigestAsync()
    {
        using var answer = await engine.GetAsync("/v1/bundles/staging/opa", Cancellation);
        return "sha256:" + answer.Headers.ETag!.Tag.Trim('"').Split('-')[1];
    }

    private async Task ReportAsync(string name, int revision, params (string Name, string Value)[] labels)
    {
        var body = new JsonObject
        {
            ["labels"] = new JsonObject([KeyValuePair.Create("name", (JsonNode?)name), .. labels.Select(l => KeyValuePair.Create(l.Name, (JsonNode?)l.Value))]),
            ["bundles"] = new JsonObject { ["access"] = new JsonObject { ["active_revision"] = revision.ToString(CultureInfo.InvariantCulture) } },
        };
        using var answer = await engine.PostAsync("/v1/status", new StringContent(body.ToJsonString()), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task LogAsync(params JsonObject[] decisions)
    {
        using var content = new ByteArrayContent(DecisionEvents.Pack(Encoding.UTF8.GetBytes(new JsonArray([.. decisions]).ToJsonString())));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await engine.PostAsync("/v1/logs", content, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static JsonObject Decision(string id, string effect, string reason, string branch, int revision = 1, string method = "GET", string path = "/status/1") => DecisionEvents.Of(
        id, null, ("bundles.access.revision", $"\"{revision}\""), ("input.pipeline", "\"deploy\""), ("input.branch", $"\"{branch}\""), ("input.environment", "\"staging\""), ("input.service", "\"payments\""),
        ("input.method", $"\"{method}\""), ("input.path", $"\"{path}\""), ("result.effect", $"\"{effect}\""), ("result.reason", $"\"{reason}\""), ("result.grant", effect == "allow" ? "\"deploy-reads-staging\"" : "null"));
}
