using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Auditing;
using AccessConsole.Buildkite;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Requests;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using AccessConsole.Webhooks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Who was refused what, and why, is recorded; and a flood of it fills no log.</summary>
public sealed class RefusalRecordTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private ConsoleHost Host => console.Host;

    [Fact]
    public async Task Endpoint_ThatRefusesByItself_RecordsWhoWhatAndWhy()
    {
        var victor = await Host.SignInAsync("victor");
        await victor.CallAsync("GET", "/api/v1/audit").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var scoped = await Host.WithApiTokenAsync(Host.Bootstrap, ConsoleRole.Admin, "staging");
        await scoped.CallAsync("POST", "/api/v1/tokens", """{"kind":"puller","environment":"production","target":"opa"}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await scoped.CallAsync("POST", "/api/v1/issuer-keys/buildkite/accept", "").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");

        var refused = await RefusedAsync();
        var auditor = Assert.Single(refused, e => e!.Text("subject") == "/api/v1/audit")!;
        Assert.Equal("victor", auditor["actor"]!.Text("subject"));
        Assert.Equal(("GET /api/v1/audit", "reading the audit log needs the auditor role"), (auditor["details"]!.Text("what"), auditor["details"]!.Text("message")));
        var token = Assert.Single(refused, e => e!["details"]!.Text("message").Contains("where you are no admin", StringComparison.Ordinal))!;
        Assert.Equal(("token", AuditActions.TokenCreated), (token.Text("subject"), token["details"]!.Text("what")));
        Assert.Contains(refused, e => e!.Text("subject") == "/api/v1/issuer-keys/buildkite/accept");
    }

    /// <summary>Pages ask these without HTTP.</summary>
    [Fact]
    public async Task Act_ThatAPageAsksFor_IsRecordedWhereItIsRefused()
    {
        var (viewer, id, cancellation) = (new ConsoleUser(new Actor(ActorKind.Person, "demo", "vera", "Vera"), [new RoleAssignment(ConsoleRole.Viewer)]), Guid.CreateVersion7(), TestContext.Current.CancellationToken);
        Assert.NotNull((await Host.Get<TokenIssuer>().CreateAsync(viewer, new TokenRequest { Kind = "api", Role = "viewer" }, cancellation)).Refusal);
        Assert.NotNull((await Host.Get<WebhookAdministration>().AddAsync(viewer, new WebhookRequest(), cancellation)).Refusal);
        Assert.NotNull((await Host.Get<WebhookAdministration>().RemoveAsync(viewer, id, cancellation)).Refusal);
        Assert.NotNull((await Host.Get<BuildkiteConnections>().AddAsync(viewer, new ConnectionRequest(), cancellation)).Refusal);
        Assert.NotNull((await Host.Get<BuildkiteConnections>().SyncAsync(viewer, id, cancellation)).Result.Refusal);

        var refused = (await RefusedAsync()).Where(e => e!["actor"]!.Text("subject") == "vera").Select(e => (e!.Text("subject"), e!["details"]!.Text("what"))).Order();
        Assert.Equal([("buildkite", "buildkite.added"), ($"buildkite/{id}", "buildkite.sync"), ("token", "token.created"), ("webhook", "webhook.added"), ($"webhook/{id}", "webhook.removed")], refused);
    }

    [Fact]
    public async Task Puller_OutOfItsScope_IsRecordedWithItsToken()
    {
        var (id, text) = await Host.Bootstrap.MakePullerTokenAsync();
        using var answer = await Host.WithToken(text).PullAsync(path: "/v1/bundles/production/opa");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);

        await Eventually.HoldsAsync(async () => (await RefusedAsync()).Any(e =>
            e!.Text("subject") == "/v1/bundles/production/opa" && e!["actor"]!["token"]?.GetValue<string>() == id), "the refusal to be recorded");
    }

    [Fact]
    public void Flood_OfOneActorAndAct_IsTwoEventsAMinute()
    {
        var clock = new FakeTimeProvider();
        var log = new RefusalLog(clock);

        var first = Enumerable.Range(0, 10_000).Select(i => log.Note(Act("GET /a", path: $"/a/{i}"))).Where(e => e is not null).ToArray();
        Assert.Equal("/a/0", Assert.Single(first)!.Subject);
        Assert.Empty(log.Take());
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("9999", Assert.Single(log.Take()).Details["times"]);
        Assert.NotNull(log.Note(Act("GET /a")));
    }

    [Fact]
    public void Flood_OfManyActs_IsBoundedAndSaysHowManyWereLeftOut()
    {
        var clock = new FakeTimeProvider();
        var log = new RefusalLog(clock);

        var first = Enumerable.Range(0, 10_000).Select(i => log.Note(Act($"GET /{i}", by: $"{i % 1000}"))).Count(e => e is not null);
        Assert.Equal(RefusalLog.MaxKinds, first);
        clock.Advance(TimeSpan.FromMinutes(1));

        var rest = Assert.Single(log.Take());
        Assert.Equal((Actor.System, $"{10_000 - RefusalLog.MaxKinds}"), (rest.Actor, rest.Details["times"]));
        Assert.Empty(log.Take());
    }

    [Fact]
    public void Flood_OfOneActor_LeavesRoomForOthers()
    {
        var log = new RefusalLog(new FakeTimeProvider());

        Assert.Equal(RefusalLog.MaxKindsOfOne, Enumerable.Range(0, 10_000).Select(i => log.Note(Act($"GET /{i}", by: "mallory"))).Count(e => e is not null));
        Assert.NotNull(log.Note(Act("GET /a", by: "bob")));
    }

    [Fact]
    public async Task Flood_OfActsThatAreRefusedForWhatTheySay_IsOneEventAtOnce()
    {
        const string Workload = """{"upsert":{"workloads":[{"name":"flooded","spiffeId":"spiffe://acme.example/flooded"}]}}""";
        var (editor, draft) = (await Host.SignInAsync("carol"), (await Host.Bootstrap.PatchPolicyAsync(Workload, publish: false).JsonAsync()).Text("draft"));
        for (var i = 0; i < 5; i++)
        {
            await editor.CallAsync("POST", "/api/v1/requests", Asked.Body(environment: $"nowhere-{i}")).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
            await editor.CallAsync("PATCH", $"/api/v1/drafts/{draft}", "{}", ifMatch: "\"99\"").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        }

        var refused = (await RefusedAsync()).Where(e => e!["actor"]!.Text("subject") == "carol").Select(e => e!.Text("subject")).Order();
        Assert.Equal([$"draft/{draft}", "requests"], refused);
    }

    [Fact]
    public void Events_ThatCannotBeWritten_AreKeptButNotWithoutEnd()
    {
        var log = new RefusalLog(new FakeTimeProvider());
        for (var i = 0; i < 10_000; i++)
            log.WriteLater(Act("GET /a").ToEvent(DateTimeOffset.UnixEpoch));

        var kept = log.Take();

        Assert.Equal((2 * RefusalLog.MaxKinds) + 1, kept.Count);
        Assert.Equal($"{10_000 - (2 * RefusalLog.MaxKinds)}", kept[^1].Details["times"]);
    }

    private static RefusedAct Act(string what, string path = "/a", string by = "bootstrap") =>
        new(Actor.Bootstrap with { Subject = by }, what, path, "no", new Dictionary<string, string?>());

    private async Task<JsonArray> RefusedAsync() =>
        (await Host.Bootstrap.CallAsync("GET", $"/api/v1/audit?action={AuditActions.Refused}&limit=1000").JsonAsync()).AsArray();
}
