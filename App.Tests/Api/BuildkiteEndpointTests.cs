using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Buildkite;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Buildkite;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>From a connection to a draft, on the real host over real PostgreSQL, with a loopback Buildkite.</summary>
public sealed class BuildkiteEndpointTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly (string, string)[] Loopback = [("Console:OutboundAllowed:0", "localhost")];
    private readonly DatabaseFixture database = new(postgres);
    private readonly TestClock clock = new(DateTimeOffset.UtcNow);
    private FakeBuildkite buildkite = null!;
    private ConsoleHost host = null!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        buildkite = await FakeBuildkite.StartAsync();
        host = await ConsoleHost.StartAsync(database.ConnectionString, clock: clock, settings: Loopback);
        await host.SeedAsync(SmallPolicy.With("approvals: 2", "approvals: 0"));
        buildkite.AddPipeline("deploy", 2, buildkite.AddCluster("Open Source", 900, "default"));
        buildkite.AddPipeline("nightly", 3, settings: """{"build_pull_requests":true,"build_pull_request_forks":true,"prefix_pull_request_fork_branch_names":false}""", tags: "team:data");
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await buildkite.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Connection_Listed_ComesIntoADraftAndIsTheSameOncePublished()
    {
        var path = await ConnectAsync();
        Assert.Equal(2, (await CallAsync("POST", $"{path}/sync").JsonAsync()).Number("pipelines"));
        Assert.Equal("Open Source", (await CallAsync("GET", path).JsonAsync())["clusters"]![0]!.Text("name"));
        var fresh = Assert.Single(await PipelinesAsync(path, "?state=new"))!;
        Assert.Equal("nightly", fresh.Text("slug"));
        Assert.Equal(["forks_unprefixed", "no_cluster"], fresh["risks"]!.AsArray().Select(r => r!.Text("code")));

        var editor = await host.WithApiTokenAsync(host.Bootstrap, ConsoleRole.Editor);
        var imported = await editor.CallAsync("POST", $"{path}/import", $$"""{"pipelines":["{{fresh.Text("id")}}"],"team":"data"}""").JsonAsync();
        Assert.Equal((1, 0, 0), (imported.Number("added"), imported.Number("updated"), imported.Number("removed")));
        var draft = await editor.CallAsync("GET", $"/api/v1/drafts/{imported.Text("draft")}").JsonAsync();
        Assert.Equal("Buildkite pipelines of acme: add 1", draft.Text("title"));
        var pipeline = draft["patch"]!["upsert"]!["pipelines"]![0]!;
        Assert.Equal(("nightly", FakeBuildkite.IdOf(3).ToString(), "data"), (pipeline.Text("slug"), pipeline.Text("id"), pipeline["labels"]!.Text("buildkite/tag.team")));
        var events = await CallAsync("GET", "/api/v1/audit?action=draft.created").JsonAsync();
        Assert.Contains("buildkite/acme", events.ToJsonString(), StringComparison.Ordinal);

        using var submitted = await editor.CallAsync("POST", $"/api/v1/drafts/{imported.Text("draft")}/submit");
        using var published = await CallAsync("POST", $"/api/v1/drafts/{imported.Text("draft")}/publish");
        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
        Assert.Empty(await PipelinesAsync(path, "?state=new"));
        var again = await editor.CallAsync("POST", $"{path}/import", $$"""{"pipelines":["{{fresh.Text("id")}}"]}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains("differs", again.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rename_AndDeletion_AreSeenAndOnlyADraftFollows()
    {
        var path = await ConnectAsync();
        await CallAsync("POST", $"{path}/sync").JsonAsync();
        await ImportAllAsync(path);
        buildkite.Rename("deploy", "release");
        buildkite.Delete("nightly");
        await CallAsync("POST", $"{path}/sync").JsonAsync();

        var changed = Assert.Single(await PipelinesAsync(path, "?state=changed"))!;
        Assert.Contains(changed["changes"]!.AsArray(), c => c!.Text("what") == "slug" && c!.Text("before") == "deploy" && c!.Text("after") == "release");
        var gone = Assert.Single(await PipelinesAsync(path, "?state=gone"))!;
        Assert.NotNull(gone["goneAt"]);
        var policy = await CallAsync("GET", "/api/v1/policy").JsonAsync();
        Assert.Contains("nightly", policy.ToJsonString(), StringComparison.Ordinal);
        var draft = await ImportAsync(path, changed, gone);
        Assert.Equal((1, 1), (draft.Number("updated"), draft.Number("removed")));
    }

    [Fact]
    public async Task Token_IsNeverToldAndNotInTheDatabase()
    {
        var path = await ConnectAsync();
        buildkite.Before = async context =>
        {
            await FakeBuildkite.AnswerAsync(context, 401, $$"""{"message":"no such token: {{context.Request.Headers.Authorization}}"}""");
            return true;
        };
        var failure = await CallAsync("POST", $"{path}/sync").ProblemAsync(HttpStatusCode.BadGateway, "buildkite_failed");
        Assert.Contains("answered 401", failure.Text("detail"), StringComparison.Ordinal);
        var answers = failure.ToJsonString() + (await CallAsync("GET", path).JsonAsync()) + (await CallAsync("POST", $"{path}/test").JsonAsync()) + (await CallAsync("GET", "/api/v1/audit").JsonAsync());
        Assert.Contains("answered 401", (await CallAsync("GET", path).JsonAsync()).Text("failure"), StringComparison.Ordinal);
        Assert.DoesNotContain(FakeBuildkite.Token, answers, StringComparison.Ordinal);
        var row = await database.ReadAsOwnerAsync<string>("SELECT string_agg(c::text, ' ') FROM buildkite_connections c");
        Assert.DoesNotContain(FakeBuildkite.Token, row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_MovedToAnotherAddress_IsNotSent()
    {
        var path = await ConnectAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE buildkite_connections SET address = '{buildkite.Address.Replace("localhost", "LOCALHOST", StringComparison.Ordinal)}'");
        var failure = await CallAsync("POST", $"{path}/sync").ProblemAsync(HttpStatusCode.BadGateway, "buildkite_failed");
        Assert.Contains("keys do not open", failure.Text("detail"), StringComparison.Ordinal);
        Assert.Empty(buildkite.Asked);
    }

    [Fact]
    public async Task Replica_WithoutTheKeys_LeavesTheConnectionToTheOthers()
    {
        var path = await ConnectAsync();
        await using var other = await ConsoleHost.StartAsync(database.ConnectionString, clock: clock, settings: Loopback);
        var refused = await other.Bootstrap.CallAsync("POST", $"{path}/sync").ProblemAsync(HttpStatusCode.BadGateway, "buildkite_failed");
        Assert.Contains("Console__SessionKeyDirectory", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Null((await CallAsync("GET", path).JsonAsync())["failure"]);

        await using var sharing = await ConsoleHost.StartAsync(
            database.ConnectionString, clock: clock, settings: [.. Loopback, ("Console:SessionKeyDirectory", Path.Combine(host.Directory, "sessions"))]);
        Assert.Equal(2, (await sharing.Bootstrap.CallAsync("POST", $"{path}/sync").JsonAsync()).Number("pipelines"));
    }

    [Fact]
    public async Task Listing_UnderWay_IsNotBegunTwice()
    {
        var path = await ConnectAsync();
        await using (await host.Get<IBuildkiteStore>().TryHoldAsync(Guid.Parse(path.Split('/')[^1]), TestContext.Current.CancellationToken))
            await CallAsync("POST", $"{path}/sync").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await CallAsync("POST", $"{path}/sync").JsonAsync();
    }

    [Fact]
    public async Task Organizations_AreListedWhenTheyAreDue()
    {
        var path = await ConnectAsync();
        // Time is moved as long as it takes, since the keeper begins its wait in its own time.
        await Eventually.HoldsAsync(async () => (await TickedAsync(TimeSpan.FromSeconds(15), path))["listedAt"] is not null, "the first listing");
        buildkite.Before = async context =>
        {
            await FakeBuildkite.AnswerAsync(context, 503, "{}");
            return true;
        };
        await Eventually.HoldsAsync(async () => (await TickedAsync(TimeSpan.FromMinutes(1), path))["failure"] is not null, "a listing that failed");
        buildkite.Before = _ => Task.FromResult(false);
        await Eventually.HoldsAsync(async () => (await TickedAsync(TimeSpan.FromMinutes(1), path))["failure"] is null, "a listing that works again");
    }

    [Fact]
    public async Task Organization_WithAnotherUuid_IsNotTakenForTheSame()
    {
        var path = await ConnectAsync();
        await CallAsync("POST", $"{path}/sync").JsonAsync();
        buildkite.AnsweredOrganizationId = Guid.NewGuid();
        var failure = await CallAsync("POST", $"{path}/sync").ProblemAsync(HttpStatusCode.BadGateway, "buildkite_failed");
        Assert.Contains("another organization than it was", failure.Text("detail"), StringComparison.Ordinal);
        Assert.Empty(await PipelinesAsync(path, "?state=gone"));
    }

    [Fact]
    public async Task Connection_IsManagedByAdminsOfEverything()
    {
        var path = await ConnectAsync();
        var scoped = await host.WithApiTokenAsync(host.Bootstrap, ConsoleRole.Admin, "staging");
        foreach (var (method, address, body) in new[] { ("POST", "/api/v1/buildkite", "{}"), ("DELETE", path, null), ("POST", $"{path}/sync", null), ("POST", $"{path}/test", null), ("PUT", $"{path}/token", """{"token":"t"}""") })
            await scoped.CallAsync(method, address, body).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await CallAsync("POST", "/api/v1/buildkite", Connection()).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");

        using var replaced = await CallAsync("PUT", $"{path}/token", """{"token":"bkua_other"}""");
        Assert.Equal(HttpStatusCode.NoContent, replaced.StatusCode);
        var tested = await CallAsync("POST", $"{path}/test").JsonAsync();
        Assert.False(tested["works"]!.GetValue<bool>());
        Assert.Equal(3, tested["checks"]!.AsArray().Count(c => c!["failure"] is not null));
        using var removed = await CallAsync("DELETE", path);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await CallAsync("GET", path).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        var events = (await CallAsync("GET", "/api/v1/audit").JsonAsync()).AsArray().Select(e => e!.Text("action")).ToArray();
        Assert.Superset(new HashSet<string> { "buildkite.added", "buildkite.token_replaced", "buildkite.removed" }, events.ToHashSet());
        Assert.Equal(path, await ConnectAsync());
    }

    [Fact]
    public async Task Import_Wrong_SaysWhatIs()
    {
        var path = await ConnectAsync();
        await CallAsync("POST", $"{path}/sync").JsonAsync();
        foreach (var (body, said) in new[]
        {
            ("{}", "names none"),
            ("""{"pipelines":["0187c6a2-0000-4000-8000-000000000003"],"provider":"mesh"}""", "no OIDC provider"),
            ("""{"pipelines":["0187c6a2-0000-4000-8000-000000000003"],"team":""}""", "`team` is empty"),
            ("""{"pipelines":["0187c6a2-0000-4000-8000-000000000003"],"team":"a\u202eb"}""", "`team` is empty"),
            ("""{"pipelines":["0187c6a2-0000-4000-8000-0000000000ff"]}""", "nothing that was chosen"),
        })
        {
            var problem = await CallAsync("POST", $"{path}/import", body).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
            Assert.Contains(said, problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Pipelines_AreSearchedAndPaged()
    {
        for (var i = 10; i < 15; i++)
            buildkite.AddPipeline($"job-{i}", i);
        var path = await ConnectAsync();
        await CallAsync("POST", $"{path}/sync").JsonAsync();
        using var first = await CallAsync("GET", $"{path}/pipelines?q=job&limit=3");
        Assert.Equal(["job-10", "job-11", "job-12"], (await first.JsonAsync()).AsArray().Select(p => p!.Text("slug")));
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        Assert.Equal(["job-13", "job-14"], (await CallAsync("GET", next).JsonAsync()).AsArray().Select(p => p!.Text("slug")));
        await CallAsync("GET", $"{path}/pipelines?state=lost").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    private async Task<JsonNode> TickedAsync(TimeSpan step, string path)
    {
        clock.Advance(step);
        return await CallAsync("GET", path).JsonAsync();
    }

    private string Connection() => new JsonObject { ["organization"] = "acme", ["token"] = FakeBuildkite.Token, ["address"] = buildkite.Address }.ToJsonString();

    private async Task<string> ConnectAsync()
    {
        using var made = await CallAsync("POST", "/api/v1/buildkite", Connection());
        var text = await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(made.StatusCode == HttpStatusCode.Created, text);
        Assert.DoesNotContain(FakeBuildkite.Token, text, StringComparison.Ordinal);
        return made.Headers.Location!.OriginalString;
    }

    private async Task<JsonArray> PipelinesAsync(string path, string query) => (await CallAsync("GET", $"{path}/pipelines{query}").JsonAsync()).AsArray();

    private async Task<JsonNode> ImportAsync(string path, params JsonNode[] pipelines) =>
        await CallAsync("POST", $"{path}/import", new JsonObject { ["pipelines"] = new JsonArray([.. pipelines.Select(p => (JsonNode)p.Text("id"))]) }.ToJsonString()).JsonAsync();

    /// <summary>Puts everything into the policy in force.</summary>
    private async Task ImportAllAsync(string path)
    {
        var compared = await PipelinesAsync(path, "");
        var draft = (await ImportAsync(path, [.. compared.OfType<JsonNode>()])).Text("draft");
        using var submitted = await CallAsync("POST", $"/api/v1/drafts/{draft}/submit");
        using var published = await CallAsync("POST", $"/api/v1/drafts/{draft}/publish");
        Assert.True(published.IsSuccessStatusCode, await published.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task<HttpResponseMessage> CallAsync(string method, string path, string? body = null) => host.Bootstrap.CallAsync(method, path, body);
}
