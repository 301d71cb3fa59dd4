using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Requests;

/// <summary>Requests while something else wants the same lock, the console ends, or the clock goes astray: nothing is lost, nothing comes twice.</summary>
public sealed class RequestFaultTests : IAsyncLifetime
{
    private const string PublishLock = "SELECT pg_advisory_xact_lock(7160001)";
    private const string AuditLock = "SELECT pg_advisory_xact_lock(7160002)";

    // Ahead of what sessions of the tests last for, since these begin by this clock as well.
    private static readonly DateTimeOffset Start = new(DateTimeOffset.UtcNow.UtcDateTime.Date.AddDays(1).AddHours(10), TimeSpan.Zero);

    private readonly TestClock clock = new(Start);
    private OwnDatabase database = null!;
    private ConsoleHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await OwnDatabase.StartAsync();
        host = await ConsoleHost.StartAsync(database.ConnectionString, clock: clock);
        await host.SeedAsync(SmallPolicy.Yaml);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("staging", 1)]
    [InlineData("production", 2)]
    public async Task Approvers_AtOnce_CauseOnePublish(string environment, int needed)
    {
        var request = await Person("rita", ConsoleRole.Viewer).AskAsync(Asked.Body(environment));
        var (bob, erin) = (Person("bob"), Person("erin"));
        var digest = await bob.DigestAsync(request);
        Task<HttpResponseMessage>[] approvals;
        await using (await database.HoldAsync(AuditLock))
        {
            approvals = [bob.ApproveAsync(request, digest), erin.ApproveAsync(request, digest)];
            await database.WaitForAWaiterAsync();
        }

        var statuses = (await Task.WhenAll(approvals)).Select(a => a.StatusCode).Order().ToArray();
        Assert.Equal(needed == 2 ? [HttpStatusCode.OK, HttpStatusCode.OK] : [HttpStatusCode.OK, HttpStatusCode.Conflict], statuses);
        await AssertGrantedOnceAsync(request, needed);
    }

    [Fact]
    public async Task Approvers_AtTwoReplicas_CauseOnePublish()
    {
        await using var other = await ConsoleHost.StartAsync(database.ConnectionString, CopyOfKeys(), clock);
        var request = await Person("rita", ConsoleRole.Viewer).AskAsync(Asked.Body("staging"));
        var (bob, erin) = (Person("bob"), other.WithSession("erin", clock.GetUtcNow(), new RoleAssignment(ConsoleRole.Approver)));
        var digest = await bob.DigestAsync(request);
        Task<HttpResponseMessage>[] approvals;
        await using (await database.HoldAsync(PublishLock))
        {
            approvals = [bob.ApproveAsync(request, digest), erin.ApproveAsync(request, digest)];
            await Eventually.HoldsAsync(async () => await database.CountAsync("pg_locks WHERE locktype = 'advisory' AND NOT granted") == 2, "both replicas to want the lock");
        }

        var statuses = (await Task.WhenAll(approvals)).Select(a => a.StatusCode).Order().ToArray();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], statuses);
        await AssertGrantedOnceAsync(request, 1);
    }

    [Fact]
    public async Task Approval_ThatAWithdrawalOvertakes_OpensNothing()
    {
        var rita = Person("rita", ConsoleRole.Viewer);
        var request = await rita.AskAsync(Asked.Body("staging"));
        Task<HttpResponseMessage> approval;
        await using (await database.HoldAsync(PublishLock))
        {
            approval = Person("bob").ApproveAsync(request);
            await database.WaitForAWaiterAsync();
            await rita.ActAsync(request, "withdraw").JsonAsync();
        }

        await approval.ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Null(Standing(request));
        Assert.Equal("withdrawn", (await ReadAsync(request)).Text("state"));
    }

    [Fact]
    public async Task Approval_ThatAWiderRoleOvertakes_OpensNothing()
    {
        var request = await Person("rita", ConsoleRole.Viewer).AskAsync(Asked.Body("staging"));
        var bob = Person("bob");
        var digest = await bob.DigestAsync(request);
        Task<int> widening;
        Task<HttpResponseMessage> approval;
        await using (await database.HoldAsync(PublishLock))
        {
            widening = host.SeedAsync(SmallPolicy.With("methods: [POST], paths: [\"/migrations/**\"]", "methods: [POST], paths: [\"/**\"]"));
            await database.WaitForAWaiterAsync();
            approval = bob.ApproveAsync(request, digest);
        }

        await widening;
        await approval.ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Null(Standing(request));
        await (await bob.ApproveAsync(request)).JsonAsync();
        Assert.NotNull(Standing(request));
    }

    [Fact]
    public async Task Console_RestartedBetweenApprovals_LosesNone()
    {
        var request = await Person("rita", ConsoleRole.Viewer).AskAsync();
        await (await Person("bob").ApproveAsync(request)).JsonAsync();
        await RestartAsync();
        await (await Person("erin").ApproveAsync(request)).JsonAsync();
        await AssertGrantedOnceAsync(request, 2);
        await RestartAsync();
        Assert.Equal("inForce", (await ReadAsync(request)).Text("state"));
    }

    [Fact]
    public async Task Publish_ThatFailsAtItsEnd_LeavesNeitherApprovalNorGrant()
    {
        var request = await Person("rita", ConsoleRole.Viewer).AskAsync(Asked.Body("staging"));
        Task<HttpResponseMessage> approval;
        await using (await database.HoldAsync(AuditLock))
        {
            approval = Person("bob").ApproveAsync(request);
            await database.WaitForAWaiterAsync();
            Assert.Equal(1, await database.CountAsync("(SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted) ended"));
        }

        using (var failed = await approval)
            Assert.False(failed.IsSuccessStatusCode);
        Assert.Null(Standing(request));
        Assert.Equal(1, await database.CountAsync("grant_request_steps"));
        await (await Person("bob").ApproveAsync(request)).JsonAsync();
        await AssertGrantedOnceAsync(request, 1);
    }

    [Fact]
    public async Task Clock_SetBack_StartsTheAccessNoEarlierThanTheNewestRevision()
    {
        clock.Advance(TimeSpan.FromHours(3));
        var request = await Person("rita", ConsoleRole.Viewer).AskAsync(Asked.Body("staging"));
        await host.SeedAsync(SmallPolicy.With("tests:", "  - name: another\n    effect: allow\n    principals: { pipelines: { names: [deploy] } }\n    role: migrator\n    environments: [staging]\n    when: { branches: [other] }\ntests:"));
        var newest = clock.GetUtcNow();
        clock.AdjustTime(newest.AddHours(-2));
        await (await Person("bob").ApproveAsync(request)).JsonAsync();
        var grant = Standing(request)!;
        Assert.Equal((newest, newest.AddHours(2)), (grant.ValidFrom, grant.Expires));
        clock.AdjustTime(newest.AddMinutes(1));
        Assert.Equal("inForce", (await ReadAsync(request)).Text("state"));
        await Person("rita", ConsoleRole.Viewer).ActAsync(request, "end").JsonAsync();
    }

    [Fact]
    public async Task Request_NotApprovedInTime_Lapses()
    {
        var rita = Person("rita", ConsoleRole.Viewer);
        var request = await rita.AskAsync(Asked.Body("staging"));
        clock.Advance(TimeSpan.FromDays(7));
        var bob = Person("bob");
        Assert.Equal("lapsed", (await ReadAsync(request)).Text("state"));
        await bob.ApproveAsync(request, new string('0', 64)).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Empty((await bob.CallAsync("GET", "/api/v1/requests?approve=true").JsonAsync()).AsArray());
        Assert.Single((await bob.CallAsync("GET", "/api/v1/requests?view=ended").JsonAsync()).AsArray());
        Assert.Null(Standing(request));
    }

    [Fact]
    public async Task Access_ThatEnded_IsKeptInHistoryAndExtendedNoMore()
    {
        var request = await Person("rita", ConsoleRole.Viewer).AskAsync(Asked.Body("staging", "30m"));
        var bob = Person("bob");
        await (await bob.ApproveAsync(request)).JsonAsync();
        await Person("rita", ConsoleRole.Viewer).ActAsync(request, "extension", """{"duration":"1h","reason":"more"}""").JsonAsync();
        var digest = await bob.DigestAsync(request);
        clock.Advance(TimeSpan.FromMinutes(30));
        await bob.ApproveAsync(request, digest).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await Person("rita", ConsoleRole.Viewer).ActAsync(request, "end").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        var ended = await ReadAsync(request);
        Assert.Equal(("expired", Start.AddMinutes(30)), (ended.Text("state"), ended["endsAt"]!.GetValue<DateTimeOffset>()));
        Assert.Equal(["asked", "approved", "granted", "extensionAsked"], ended["steps"]!.AsArray().Select(s => s!.Text("kind")));
    }

    private async Task AssertGrantedOnceAsync(JsonNode request, int approvals)
    {
        Assert.NotNull(Standing(request));
        var steps = (await ReadAsync(request))["steps"]!.AsArray().Select(s => s!.Text("kind")).ToArray();
        Assert.Equal(["asked", .. Enumerable.Repeat("approved", approvals), "granted"], steps);
        Assert.Equal(1, await database.CountAsync($"audit_events WHERE action = '{AuditActions.AccessGranted}'"));
        Assert.Equal(1, await database.CountAsync("policy_objects WHERE kind = 'grants' AND name LIKE 'request-%'"));
    }

    private async Task RestartAsync()
    {
        var keys = CopyOfKeys();
        await host.DisposeAsync();
        host = await ConsoleHost.StartAsync(database.ConnectionString, keys, clock);
    }

    private string CopyOfKeys()
    {
        var directory = Directory.CreateTempSubdirectory("access-requests-").FullName;
        Directory.CreateDirectory(Path.Combine(directory, "keys"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(host.Directory, "keys")))
            File.Copy(file, Path.Combine(directory, "keys", Path.GetFileName(file)));
        return directory;
    }

    private HttpClient Person(string name, ConsoleRole role = ConsoleRole.Approver) => host.WithSession(name, clock.GetUtcNow(), new RoleAssignment(role));

    private async Task<JsonNode> ReadAsync(JsonNode request) => (await host.Bootstrap.CallAsync("GET", $"/api/v1/requests/{request.Text("id")}").JsonAsync())["request"]!;

    private Grant? Standing(JsonNode request) => host.Get<LivePolicy>().Current.Policy.Objects.FindById(PolicyKind.Grant, Guid.Parse(request.Text("id"))) as Grant;
}
