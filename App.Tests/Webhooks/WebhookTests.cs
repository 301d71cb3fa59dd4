using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Webhooks;
using AccessConsole.Distribution.Points;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Publishing;
using AccessConsole.Tests.Support;
using AccessConsole.Webhooks;
using Xunit;

namespace AccessConsole.Tests.Webhooks;

/// <summary>Webhooks from the act to the endpoint: real PostgreSQL, real HTTP, and a clock that only the test moves.</summary>
public sealed class WebhookTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly (string, string)[] Loopback = [("Console:OutboundAllowed:0", "localhost")];

    private readonly TestClock clock = new(DateTimeOffset.UtcNow);
    private readonly DatabaseFixture database = new(postgres);
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();
    private HookReceiver receiver = null!;
    private ConsoleHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        receiver = await HookReceiver.StartAsync();
        host = await StartAsync();
        await host.SeedAsync(SmallPolicy.Yaml);
        await RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await receiver.DisposeAsync();
        directory.Dispose();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Acts_AreToldOnceEach_SignedAsTheStandardHasIt()
    {
        var (_, secret) = await AddAsync();
        var alice = await host.SignInAsync("alice");
        var revision = (await alice.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "told")).JsonAsync()).Number("revision");
        var draft = (await alice.PatchPolicyAsync(SmallPolicy.GrantPatch("production", "asked"), publish: false).JsonAsync()).Text("draft");
        await alice.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        await RunAsync();
        await RunAsync();

        Assert.Equal([WebhookEvents.Published, WebhookEvents.ApprovalAsked], receiver.Taken.Select(m => m.Type));
        Assert.All(receiver.Taken, m => Assert.True(m.IsSignedBy(secret), m.Signatures));
        Assert.All(receiver.Taken, m => Assert.Equal(clock.GetUtcNow().ToUnixTimeSeconds(), long.Parse(m.Timestamp, null)));
        Assert.Equal($"revision/{revision}", receiver.Taken[0].Json["data"]!.Text("subject"));
        Assert.Equal($"draft/{draft}", receiver.Taken[1].Json["data"]!.Text("subject"));
        Assert.Equal("alice", receiver.Taken[1].Json["data"]!["actor"]!.Text("subject"));
    }

    [Fact]
    public async Task Endpoint_ThatIsDownForADay_CatchesUpInOrderAndIsTriedEverLessOften()
    {
        var (id, _) = await AddAsync();
        receiver.Status = 500;
        var published = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            published.Add(await PublishAsync($"grant-{i}"));
            await RunAsync();
        }

        var begin = clock.GetUtcNow();
        while (clock.GetUtcNow() - begin < TimeSpan.FromDays(1))
        {
            await RunAsync();
            clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Empty(receiver.Taken);
        Assert.InRange(receiver.Asked, 12, 24);
        Assert.Equal(5, (await DeliveriesAsync(id, "pending")).Count);

        receiver.Status = 204;
        clock.Advance(TimeSpan.FromHours(2));
        await RunAsync();
        Assert.Equal(published, receiver.Taken.Select(SubjectOf));
        Assert.Equal(5, (await DeliveriesAsync(id, "delivered")).Count);
        Assert.Empty(await DeliveriesAsync(id, "pending"));
    }

    [Fact]
    public async Task Message_ThatNobodyTookForThreeDays_IsGivenUp_AndSentAgainUnderItsId()
    {
        var (id, _) = await AddAsync();
        receiver.Status = 500;
        await PublishAsync("lost");
        await RunAsync();
        clock.Advance(WebhookSchedule.GivenUpAfter);
        await RunAsync();
        var dead = Assert.Single(await DeliveriesAsync(id, "dead"))!;
        Assert.Contains("answered 500", dead.Text("error"), StringComparison.Ordinal);

        receiver.Status = 200;
        await RunAsync();
        Assert.Empty(receiver.Taken);
        using var resent = await host.Bootstrap.CallAsync("POST", $"/api/v1/webhooks/{id}/deliveries/{dead["place"]}/resend");
        Assert.Equal(HttpStatusCode.NoContent, resent.StatusCode);
        await RunAsync();
        // Whoever took it already tells by the id that it is the same.
        await host.Bootstrap.CallAsync("POST", $"/api/v1/webhooks/{id}/deliveries/{dead["place"]}/resend");
        await RunAsync();
        Assert.Equal([dead.Text("id"), dead.Text("id")], receiver.Taken.Select(m => m.Id));
    }

    [Fact]
    public async Task Publish_ThatIsNotInForceInItsTime_IsToldOnce()
    {
        await AddAsync();
        await host.Get<IEnforcementPointStore>().SaveAsync(
            [new EnforcementPoint(Guid.NewGuid(), Guid.NewGuid(), "opa-1", new BundleScope("staging", Target.Opa), 1, null, clock.GetUtcNow(), null, true, ValueMap.Empty)], Cancellation);
        var published = await PublishAsync("late");
        for (var deadline = DateTimeOffset.UtcNow.AddSeconds(60); Missed().Length == 0; await Task.Delay(20, Cancellation))
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, "nothing is told");
            clock.Advance(TimeSpan.FromSeconds(5));
            await RunAsync();
        }

        clock.Advance(TimeSpan.FromMinutes(5));
        await RunAsync();
        var told = Assert.Single(Missed());
        Assert.Equal($"rollout/{published.Split('/')[1]}/staging", told.Json["data"]!.Text("subject"));
        Assert.Equal(("1", "0", "95"), (told.Json["data"]!["details"]!.Text("concerned"), told.Json["data"]!["details"]!.Text("inTime"), told.Json["data"]!["details"]!.Text("percent")));

        HookMessage[] Missed() => [.. receiver.Taken.Where(m => m.Type == "rollout.missed")];
    }

    [Fact]
    public async Task Act_RecordedBeforeARestart_IsToldAfterIt()
    {
        await AddAsync();
        var before = await PublishAsync("before");
        await host.DisposeAsync();
        host = await StartAsync();
        await RunAsync();

        Assert.Equal(before, SubjectOf(Assert.Single(receiver.Taken)));
    }

    [Fact]
    public async Task Replicas_AtOnce_TellOnceEach()
    {
        await AddAsync();
        await using var other = await ConsoleHost.StartAsync(database.ConnectionString, directory.Path, clock, settings: Loopback);
        var published = new List<string>();
        for (var i = 0; i < 20; i++)
            published.Add(await PublishAsync($"grant-{i}"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? host : other).Get<WebhookDispatch>().RunAsync(Cancellation)));
        await RunAsync();

        Assert.Equal(published, receiver.Taken.Select(SubjectOf));
    }

    [Fact]
    public async Task Replica_WhileAnotherDelivers_LeavesItAlone()
    {
        await using (await host.Get<IWebhookStore>().TryHoldAsync(Cancellation))
            Assert.False(await host.Get<WebhookDispatch>().RunAsync(Cancellation));
        Assert.True(await host.Get<WebhookDispatch>().RunAsync(Cancellation));
    }

    [Fact]
    public async Task WhatTimeBringsAbout_IsToldOnce()
    {
        await AddAsync();
        var patch = SmallPolicy.GrantPatch("staging", "ends").Replace("\"reason\"", $"\"expires\":\"{TimedPolicy.Text(clock.GetUtcNow().AddDays(8))}\",\"reason\"", StringComparison.Ordinal);
        await host.Bootstrap.PatchPolicyAsync(patch).JsonAsync();
        host.Get<EnforcementPoints>().Merge([Point(clock.GetUtcNow())]);
        await RunAsync();
        Assert.Equal([WebhookEvents.Published], receiver.Taken.Select(m => m.Type));

        clock.Advance(TimeSpan.FromHours(36));
        await RunAsync();
        await RunAsync();
        Assert.Equal([WebhookEvents.PointStale, WebhookEvents.GrantExpiring], receiver.Taken.Skip(1).Select(m => m.Type).Order(StringComparer.Ordinal));
        await host.DisposeAsync();
        host = await StartAsync();
        host.Get<EnforcementPoints>().Merge([Point(clock.GetUtcNow().AddHours(-36))]);
        await RunAsync();
        Assert.Equal(3, receiver.Taken.Count);
    }

    [Fact]
    public async Task Secret_Replaced_SignsBesideTheFormerOneForADay_AndIsNeverStoredOrListed()
    {
        var (id, former) = await AddAsync();
        var secret = (await host.Bootstrap.CallAsync("POST", $"/api/v1/webhooks/{id}/secret").JsonAsync()).Text("secret");
        await PublishAsync("both");
        await RunAsync();
        Assert.True(receiver.Taken[0].IsSignedBy(secret) && receiver.Taken[0].IsSignedBy(former));

        clock.Advance(WebhookAdministration.Overlap);
        await PublishAsync("new");
        await RunAsync();
        Assert.True(receiver.Taken[1].IsSignedBy(secret) && !receiver.Taken[1].IsSignedBy(former));
        var stored = await database.ReadAsOwnerAsync<string>("SELECT (SELECT string_agg(w::text, '') FROM webhooks w) || (SELECT string_agg(convert_from(canonical, 'UTF8'), '') FROM audit_events)");
        var listed = await host.Bootstrap.GetStringAsync("/api/v1/webhooks", Cancellation);
        foreach (var hidden in new[] { secret, former, secret["whsec_".Length..] })
            Assert.DoesNotContain(hidden, stored + listed, StringComparison.Ordinal);
        // The address's query may be a secret of the receiver's: the log has the host alone.
        Assert.DoesNotContain("of-the-receiver", await database.ReadAsOwnerAsync<string>("SELECT string_agg(convert_from(canonical, 'UTF8'), '') FROM audit_events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_DisabledOrRemoved_IsToldNothing_AndEachActIsRecorded()
    {
        var (id, _) = await AddAsync();
        await host.Bootstrap.CallAsync("POST", $"/api/v1/webhooks/{id}/disable");
        await PublishAsync("while-disabled");
        await RunAsync();
        await host.Bootstrap.CallAsync("POST", $"/api/v1/webhooks/{id}/enable");
        await host.Bootstrap.CallAsync("PUT", $"/api/v1/webhooks/{id}/events", """{"events":["approval.asked"]}""");
        await PublishAsync("not-subscribed");
        await RunAsync();
        Assert.Empty(receiver.Taken);
        await host.Bootstrap.CallAsync("DELETE", $"/api/v1/webhooks/{id}");
        await host.Bootstrap.CallAsync("GET", $"/api/v1/webhooks/{id}").ProblemAsync(HttpStatusCode.NotFound, "not_found");

        var acts = (await host.Bootstrap.CallAsync("GET", $"/api/v1/audit?subject=webhook/{id}").JsonAsync()).AsArray().Select(e => e!.Text("action")).Reverse();
        Assert.Equal([AuditActions.WebhookAdded, AuditActions.WebhookDisabled, AuditActions.WebhookEnabled, AuditActions.WebhookChanged, AuditActions.WebhookRemoved], acts);
    }

    [Fact]
    public async Task Change_WhileAnotherAdminDisables_LeavesItDisabled()
    {
        var (id, _) = await AddAsync();
        var store = host.Get<IWebhookStore>();
        Task<Webhook?>? disabling = null;
        await store.ChangeAsync(
            Guid.Parse(id),
            standing =>
            {
                disabling = Task.Run(() => store.ChangeAsync(Guid.Parse(id), w => (w with { DisabledAt = clock.GetUtcNow() }, Act(AuditActions.WebhookDisabled, id)), Cancellation));
                // Without the turn it has to wait for, it would be done by now.
                Task.WaitAny([disabling], 500, Cancellation);
                return (standing, Act(AuditActions.WebhookTested, id));
            },
            Cancellation);
        await disabling!;
        Assert.NotNull((await store.FindAsync(Guid.Parse(id), Cancellation))!.DisabledAt);
    }

    [Theory]
    [InlineData(302, "answered 302")]
    [InlineData(500, "answered 500")]
    public async Task Test_OfAnEndpointThatRefuses_GivesTheErrorAndFollowsNothing(int status, string error)
    {
        var (id, _) = await AddAsync();
        receiver.Status = status;
        var answer = await host.Bootstrap.CallAsync("POST", $"/api/v1/webhooks/{id}/test").JsonAsync();
        Assert.Contains(error, answer.Text("error"), StringComparison.Ordinal);
        Assert.Equal(1, receiver.Asked);

        receiver.Status = 200;
        Assert.True((await host.Bootstrap.CallAsync("POST", $"/api/v1/webhooks/{id}/test").JsonAsync())["ok"]!.GetValue<bool>());
        Assert.Equal(WebhookEvents.Test, Assert.Single(receiver.Taken).Type);
    }

    [Fact]
    public async Task Address_OfAPrivateNetwork_IsNotReached()
    {
        var (id, _) = await AddAsync("https://127.0.0.1:9/hook");
        var answer = await host.Bootstrap.CallAsync("POST", $"/api/v1/webhooks/{id}/test").JsonAsync();
        Assert.Contains("private address", answer.Text("error"), StringComparison.Ordinal);
    }

    private AuditEvent Act(string action, string id) => new(clock.GetUtcNow(), Actor.System, action, $"webhook/{id}", new Dictionary<string, string?>());

    private static string SubjectOf(HookMessage message) => message.Json["data"]!.Text("subject");

    private static EnforcementPoint Point(DateTimeOffset lastSeen) => new(
        Guid.Parse("01890000-0000-7000-8000-000000000001"), Guid.Empty, "gateway-1", new BundleScope("staging", Target.Opa, null), Revision: 1, ActiveSince: null, lastSeen, Error: null,
        IsReplayProtected: true, Labels: new ValueMap([]));

    private Task<ConsoleHost> StartAsync() => ConsoleHost.StartAsync(database.ConnectionString, directory.Path, clock, settings: Loopback);

    /// <summary>Has everything delivered that is due; the console's own keeper may be at it as well when the clock moves.</summary>
    private Task RunAsync() => Eventually.HoldsAsync(() => host.Get<WebhookDispatch>().RunAsync(Cancellation), "the right to deliver");

    private async Task<(string Id, string Secret)> AddAsync(string? address = null)
    {
        var body = new JsonObject { ["address"] = address ?? receiver.Address, ["events"] = new JsonArray([.. WebhookEvents.All.Select(e => (JsonNode)e.Type)]) };
        var added = await host.Bootstrap.CallAsync("POST", "/api/v1/webhooks", body.ToJsonString()).JsonAsync();
        return (added.Text("id"), added.Text("secret"));
    }

    /// <returns>The revision as messages name it.</returns>
    private async Task<string> PublishAsync(string name) =>
        $"revision/{(await host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", name)).JsonAsync()).Number("revision")}";

    private async Task<JsonArray> DeliveriesAsync(string id, string state) => (await host.Bootstrap.CallAsync("GET", $"/api/v1/webhooks/{id}/deliveries?state={state}").JsonAsync()).AsArray();
}
