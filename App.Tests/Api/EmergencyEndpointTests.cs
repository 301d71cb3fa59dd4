using System.Net;
using System.Text;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;
using AccessConsole.Emergencies;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Everything revoked of a caller: who may, what it does, and the way out of it.</summary>
public sealed class EmergencyEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>, IAsyncLifetime
{
    private const string Pipeline = """{"kind":"pipeline","name":"deploy","reason":"a stolen agent","confirm":"deploy"}""";
    private const string Asks = """{"requests":[{"pipeline":"deploy","branch":"main","environment":"production","service":"payments","method":"GET","path":"/status/1"}]}""";

    private ConsoleHost Host => console.Host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Nothing is revoked.</summary>
    public async ValueTask InitializeAsync()
    {
        var document = PolicyReader.Read(Encoding.UTF8.GetBytes(SmallPolicy.Yaml), DocumentFormat.Yaml).Document;
        if (!PolicyDiffPatch.Between(Host.Get<LivePolicy>().Current.Policy.Objects, document, Guid.CreateVersion7).IsEmpty)
            await Host.SeedAsync(SmallPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Revocation_InAProtectedEnvironment_IsInForceWithoutApprovals()
    {
        var bob = await Host.SignInAsync("bob");
        Assert.Equal("allow", await DecisionAsync());

        var preview = await bob.CallAsync("POST", "/api/v1/emergencies/check", Pipeline).JsonAsync();
        Assert.Contains(preview["lost"]!.AsArray(), s => s!.GetValue<string>().Contains("deploy", StringComparison.Ordinal) && s.GetValue<string>().Contains("production", StringComparison.Ordinal));
        Assert.Equal(0, preview.Number("gainedCount"));
        Assert.Contains(preview["bundles"]!.AsArray(), b => (b!.Text("environment"), b!.Text("target")) == ("production", "opa") && b!["service"] is null);
        Assert.Null(preview["refusal"]);
        var revoked = await bob.CallAsync("POST", "/api/v1/emergencies", Pipeline).JsonAsync();
        Assert.Empty(revoked["completed"]!.AsArray());

        Assert.Equal("deny", await DecisionAsync());
        var revision = await bob.CallAsync("GET", $"/api/v1/revisions/{revoked.Number("revision")}").JsonAsync();
        Assert.Equal(("bob", 0), (revision["author"]!.Text("subject"), revision["approvals"]!.AsArray().Count));
        Assert.Equal("a stolen agent", revision["emergency"]!.Text("reason"));
        var events = await Host.Get<IAuditLog>().ListAsync(new AuditFilter(), null, 10, Cancellation);
        Assert.Contains(events, e => e.Event.Action == AuditActions.EmergencyRevoked && e.Event.Details["reason"] == "a stolen agent");
        await bob.CallAsync("POST", "/api/v1/emergencies", Pipeline).ProblemAsync(HttpStatusCode.Conflict, "nothing_changed");
    }

    [Theory]
    [InlineData("""{"kind":"pipelines","name":"deploy"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind":"pipeline"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind":"pipeline","name":"deploy","reason":"x","confirm":"Deploy"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind":"pipeline","name":"deploy","confirm":"deploy"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"kind":"pipeline","name":"nobody","reason":"x","confirm":"nobody"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"kind":"pipeline","name":"deploy","environments":[],"reason":"x","confirm":"deploy"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind":"pipeline","name":"deploy","environment":["staging"],"reason":"x","confirm":"deploy"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind":"pipeline","name":"deploy","environments":["moon"],"reason":"x","confirm":"deploy"}""", HttpStatusCode.UnprocessableEntity)]
    public async Task Revocation_NotSaidRight_IsRefused(string body, HttpStatusCode status)
    {
        using var answer = await (await Host.SignInAsync("alice")).CallAsync("POST", "/api/v1/emergencies", body);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("allow", await DecisionAsync());
    }

    [Fact]
    public async Task Revocation_IsForApproversWithAFreshSignInAndAdminTokens()
    {
        var now = DateTimeOffset.UtcNow;
        await Refused(Host.WithSession("stale", now.AddMinutes(-61), new RoleAssignment(ConsoleRole.Approver)));
        await Refused(Host.WithSession("staging", now, new RoleAssignment(ConsoleRole.Approver, ["staging"])));
        await Refused(Host.WithSession("team", now, new RoleAssignment(ConsoleRole.Approver, [], RoleScope.LabelsOf([("team", "payments")]))));
        await Refused(Host.WithSession("editor", now, new RoleAssignment(ConsoleRole.Editor)));
        await Refused(await Host.WithApiTokenAsync(Host.Bootstrap, ConsoleRole.Approver));
        Assert.Equal("allow", await DecisionAsync());

        var scoped = Host.WithSession("staging", now, new RoleAssignment(ConsoleRole.Approver, ["staging"]));
        await scoped.CallAsync("POST", "/api/v1/emergencies", """{"kind":"pipeline","name":"deploy","environments":["staging"],"reason":"x","confirm":"deploy"}""").JsonAsync();
        Assert.Equal("allow", await DecisionAsync());
        await (await Host.WithApiTokenAsync(Host.Bootstrap, ConsoleRole.Admin)).CallAsync("POST", "/api/v1/emergencies", Pipeline).JsonAsync();
        Assert.Equal("deny", await DecisionAsync());

        static Task Refused(HttpClient client) => client.CallAsync("POST", "/api/v1/emergencies", Pipeline).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("queue", "agents-1")]
    [InlineData("identity-provider", "ci")]
    public async Task Revocation_OfAQueueOrProvider_DeniesWhoComesByIt(string kind, string name)
    {
        await (await Host.SignInAsync("alice")).CallAsync("POST", "/api/v1/emergencies", $$"""{"kind":"{{kind}}","name":"{{name}}","reason":"x","confirm":"{{name}}"}""").JsonAsync();
        // A job that leaves its queue out does not escape.
        Assert.Equal("deny", await DecisionAsync());
    }

    [Fact]
    public async Task Emergency_DoesNotHoldUpOtherChanges_AlthoughTestsExpectWhatItDenies()
    {
        await Host.SeedAsync(SmallPolicy.Yaml + "  - name: main reads\n    given: { pipeline: deploy, branch: main, environment: production, service: payments, method: GET, path: /status/1 }\n    expect: allow\n");
        var preview = await Host.Bootstrap.CallAsync("POST", "/api/v1/emergencies/check", Pipeline).JsonAsync();
        Assert.Equal("main reads", preview["suspendedTests"]!.AsArray().Single()!.GetValue<string>());
        await Host.Bootstrap.CallAsync("POST", "/api/v1/emergencies", Pipeline).JsonAsync();
        await Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "later")).JsonAsync();
    }

    [Fact]
    public async Task Emergency_IsLookedAtBySomebodyElse_Once()
    {
        var (alice, bob, erin) = (await Host.SignInAsync("alice"), await Host.SignInAsync("bob"), await Host.SignInAsync("erin"));
        var revision = (await bob.CallAsync("POST", "/api/v1/emergencies", Pipeline).JsonAsync()).Number("revision");
        var path = $"/api/v1/emergencies/{revision}/review";
        await bob.CallAsync("POST", path, """{"comment":"I did it"}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await Host.Bootstrap.CallAsync("POST", path, "{}").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        using (var looked = await alice.CallAsync("POST", path, """{"comment":"was right"}"""))
            Assert.Equal(HttpStatusCode.NoContent, looked.StatusCode);
        await erin.CallAsync("POST", path, "{}").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await alice.CallAsync("POST", "/api/v1/emergencies/1/review", "{}").ProblemAsync(HttpStatusCode.NotFound, "not_found");

        var newest = (await bob.CallAsync("GET", "/api/v1/emergencies?limit=1").JsonAsync())[0]!;
        Assert.Equal((revision, "alice", "was right"), (newest.Number("revision"), newest["reviewedBy"]!.Text("subject"), newest.Text("comment")));
        var standing = (await bob.CallAsync("GET", "/api/v1/emergencies/standing").JsonAsync()).AsArray().Single()!;
        Assert.Equal(("emergency-pipeline-deploy", false), (standing.Text("grant"), standing["isBehind"]!.GetValue<bool>()));
    }

    /// <summary>Two who look at once both found that nobody had.</summary>
    [Fact]
    public async Task Emergency_LookedAtByTwoAtOnce_HasOneWhoDid()
    {
        var bob = await Host.SignInAsync("bob");
        var revision = (await bob.CallAsync("POST", "/api/v1/emergencies", Pipeline).JsonAsync()).Number("revision");
        var store = Host.Get<IEmergencyStore>();
        var record = (await store.FindAsync(revision, Cancellation))!;

        Assert.True(await LookAsync("alice"));
        Assert.False(await LookAsync("erin"));

        Task<bool> LookAsync(string person)
        {
            var review = new EmergencyReview(revision, DemoPeople.SignIn(DemoPeople.Find(person)!, DateTimeOffset.UtcNow).Actor, DateTimeOffset.UtcNow, null);
            return store.ReviewAsync(review, EmergencyEvents.Reviewed(review, record.Revision.Emergency!), Cancellation);
        }
    }

    [Fact]
    public async Task Emergency_IsLiftedByAnOrdinaryChange_WithApprovals()
    {
        var carol = await Host.SignInAsync("carol");
        var revoked = await Host.Bootstrap.CallAsync("POST", "/api/v1/emergencies", Pipeline).JsonAsync();
        var lift = await carol.CallAsync("POST", "/api/v1/emergencies/standing/emergency-pipeline-deploy/lift").JsonAsync();
        await Host.Bootstrap.CallAsync("POST", $"/api/v1/drafts/{lift.Text("draft")}/publish").ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
        var patch = (await carol.CallAsync("GET", $"/api/v1/drafts/{lift.Text("draft")}").JsonAsync())["patch"]!["delete"]!;
        Assert.Equal(("emergency-pipeline-deploy", "emergency-everything"), (patch["grants"]![0]!.GetValue<string>(), patch["roles"]![0]!.GetValue<string>()));
        await carol.CallAsync("POST", "/api/v1/emergencies/standing/deploy-reads-production/lift").ProblemAsync(HttpStatusCode.NotFound, "not_found");

        var rollback = await carol.CallAsync("POST", $"/api/v1/revisions/{revoked.Number("revision") - 1}/rollback").JsonAsync();
        Assert.Contains("the emergency revocation by grant `emergency-pipeline-deploy` is lifted", rollback["resurrects"]!.AsArray().Select(r => r!.GetValue<string>()));
        var undo = await carol.CallAsync("POST", $"/api/v1/revisions/{revoked.Number("revision")}/undo").JsonAsync();
        Assert.Contains("the emergency revocation by grant `emergency-pipeline-deploy` is lifted", undo["resurrects"]!.AsArray().Select(r => r!.GetValue<string>()));
    }

    [Fact]
    public async Task Change_ThatLetsSomebodyIn_IsNotPublishedAsAnEmergency()
    {
        var alice = new ConsoleUser(new Actor(ActorKind.Person, "demo", "alice", "Alice"), [new RoleAssignment(ConsoleRole.Admin)], DateTimeOffset.UtcNow);
        var wide = Host.Get<LivePolicy>().Current.Policy.Grants["deploy-reads-production"] with { When = Conditions.None };
        var outcome = await Host.Get<Publisher>().PublishAsync(
            new PublishRequest
            {
                User = alice,
                Patch = new PolicyPatch { Upserts = [wide] },
                Emergency = new Emergency(new RevocationTarget(RevocationKind.Pipeline, "deploy"), wide.Id!.Value, ["production"], "not one"),
            },
            Cancellation);
        Assert.Equal(PublishRefusalKind.Invalid, outcome.Refusal?.Kind);
        Assert.Equal("allow", await DecisionAsync());
    }

    private async Task<string> DecisionAsync() => (await Host.Bootstrap.CallAsync("POST", "/api/v1/decisions", Asks).JsonAsync())["decisions"]![0]!.Text("effect");
}
