using System.Net;
using AccessConsole.BreakGlasses;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes.BreakGlasses;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Webhooks;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Somebody let in without approvals: who may, what it may be, and what follows.</summary>
public sealed class BreakGlassTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>, IAsyncLifetime
{
    private const string Let = """{"pipelines":["deploy"],"role":"migrator","environments":["production"],"minutes":60,"reason":"INC-7: the ledger is stuck"}""";
    private const string Asks = """{"requests":[{"pipeline":"deploy","branch":"main","environment":"production","service":"payments","method":"POST","path":"/migrations/1"}]}""";

    private static int people;

    private ConsoleHost Host => console.Host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Nobody is let in by another test.</summary>
    public async ValueTask InitializeAsync()
    {
        if (Host.Get<LivePolicy>().Current.Policy.Grants.Keys.Any(g => g.StartsWith("break-glass-", StringComparison.Ordinal)))
            await Host.SeedAsync(SmallPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Glass_Broken_LetsInAtOnce_LoudlyAndForAWhile()
    {
        var oncall = OnCall();
        var preview = await oncall.CallAsync("POST", "/api/v1/break-glass/check", Let).JsonAsync();
        Assert.Contains(preview["gained"]!.AsArray(), s => s!.GetValue<string>().Contains("deploy", StringComparison.Ordinal) && s.GetValue<string>().Contains("production", StringComparison.Ordinal));
        Assert.Null(preview["refusal"]);
        var broken = await oncall.CallAsync("POST", "/api/v1/break-glass", Let).JsonAsync();

        Assert.Equal("allow", (await Host.Bootstrap.CallAsync("POST", "/api/v1/decisions", Asks).JsonAsync())["decisions"]![0]!.Text("effect"));
        var revision = await oncall.CallAsync("GET", $"/api/v1/revisions/{broken.Number("revision")}").JsonAsync();
        Assert.Equal((0, "INC-7: the ledger is stuck"), (revision["approvals"]!.AsArray().Count, revision["breakGlass"]!.Text("reason")));
        var grant = Host.Get<LivePolicy>().Current.Policy.Grants[broken.Text("grant")];
        Assert.InRange(grant.Expires!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(60));
        var recorded = await Host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.GlassBroken, $"revision/{broken.Number("revision")}"), null, 10, Cancellation);
        Assert.Equal(("INC-7: the ledger is stuck", grant.Name), (Assert.Single(recorded).Event.Details["reason"], recorded[0].Event.Details["grant"]));
        Assert.Equal(WebhookEvents.BreakGlass, WebhookPayload.Of(recorded[0])?.Type);
        Assert.True(WebhookEvents.IsOffered("break-glass"));

        // Whoever reads sees it, until it ended and somebody judged it.
        var viewer = await Host.SignInAsync("victor");
        Assert.Contains((await viewer.CallAsync("GET", "/api/v1/break-glass/standing").JsonAsync()).AsArray(), s => s!.Text("grantInForce") == grant.Name);
        await JudgeAsync(broken.Number("revision"));
        Assert.Contains(Host.Get<BreakGlassWatch>().Standing, s => s.Grant?.Name == grant.Name && s.Record.Review is not null);
    }

    [Theory]
    [InlineData(ConsoleRole.Admin)]
    [InlineData(ConsoleRole.Approver)]
    [InlineData(ConsoleRole.Editor)]
    [InlineData(ConsoleRole.Auditor)]
    public async Task Glass_IsBrokenByNobodyWhoWasNotGivenIt(ConsoleRole role) =>
        await Person(DateTimeOffset.UtcNow, new RoleAssignment(role)).CallAsync("POST", "/api/v1/break-glass", Let).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");

    [Fact]
    public async Task Glass_IsBrokenWithAFreshSignIn_InItsScope_AndByNoToken()
    {
        var now = DateTimeOffset.UtcNow;
        await Person(now.AddMinutes(-61), new RoleAssignment(ConsoleRole.BreakGlass)).CallAsync("POST", "/api/v1/break-glass", Let).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await Person(now, new RoleAssignment(ConsoleRole.BreakGlass, ["staging"])).CallAsync("POST", "/api/v1/break-glass", Let).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await Host.Bootstrap.CallAsync("POST", "/api/v1/break-glass", Let).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var problem = await Host.Bootstrap.CallAsync("POST", "/api/v1/tokens", """{"kind":"api","role":"break-glass"}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains("which is a person's alone", problem["problems"]![0]!.Text("message"), StringComparison.Ordinal);

        // Not even where the rules are asked past the endpoint's own.
        var token = new ConsoleUser(Actor.Bootstrap with { Kind = ActorKind.Token }, [new RoleAssignment(ConsoleRole.BreakGlass)], now);
        Assert.Contains("never by a token", (await Host.Get<BreakGlassWorkflow>().BreakAsync(token, Request(), Cancellation)).Refusal?.Message, StringComparison.Ordinal);
        var scoped = Person(now, new RoleAssignment(ConsoleRole.BreakGlass, ["staging"]));
        await JudgeAsync((await scoped.CallAsync("POST", "/api/v1/break-glass", Let.Replace("production", "staging", StringComparison.Ordinal)).JsonAsync()).Number("revision"));
    }

    [Theory]
    [InlineData("""{"pipelines":["deploy"],"role":"migrator","environments":["production"],"minutes":60}""", "say what happened")]
    [InlineData("""{"pipelines":["deploy"],"role":"migrator","environments":["production"],"minutes":60,"reason":"safe\u202Eevil"}""", "U+202E")]
    [InlineData("""{"pipelines":["deploy"],"role":"migrator","environments":["production"],"minutes":241,"reason":"x"}""", "at most 4 hours")]
    [InlineData("""{"pipelines":["deploy"],"role":"migrator","environments":["production"],"minutes":0,"reason":"x"}""", "at least a minute")]
    [InlineData("""{"pipelines":["nobody"],"workloads":["nothing"],"role":"king","environments":["moon"],"minutes":5,"reason":"x"}""", "there is no pipeline `nobody`; there is no workload `nothing`; there is no role `king`; there is no environment `moon`")]
    [InlineData("""{"role":"migrator","environments":[],"minutes":5,"reason":"x"}""", "name a pipeline or a workload; name an environment")]
    public async Task Glass_NotSaidRight_IsRefused(string body, string why)
    {
        var refusal = await OnCall().CallAsync("POST", "/api/v1/break-glass", body).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains(why, refusal.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Glass_BrokenAgain_WaitsForSomebodyElsesVerdict()
    {
        var now = DateTimeOffset.UtcNow;
        var (oncall, alsoApprover) = (OnCall(), Person(now, new RoleAssignment(ConsoleRole.BreakGlass), new RoleAssignment(ConsoleRole.Approver)));
        var first = (await alsoApprover.CallAsync("POST", "/api/v1/break-glass", Let).JsonAsync()).Number("revision");
        var refusal = await alsoApprover.CallAsync("POST", "/api/v1/break-glass", Let).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains($"nobody has looked at revision {first} yet", refusal.Text("detail"), StringComparison.Ordinal);
        // It holds nobody else up.
        await JudgeAsync((await oncall.CallAsync("POST", "/api/v1/break-glass", Let).JsonAsync()).Number("revision"));

        var path = $"/api/v1/break-glass/{first}/review";
        await alsoApprover.CallAsync("POST", path, """{"verdict":"justified","comment":"I did it"}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await Person(now, new RoleAssignment(ConsoleRole.Approver, ["staging"])).CallAsync("POST", path, """{"verdict":"justified","comment":"x"}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await Host.Bootstrap.CallAsync("POST", path, """{"verdict":"justified","comment":"x"}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var erin = await Host.SignInAsync("erin");
        await erin.CallAsync("POST", path, """{"verdict":"fine","comment":"x"}""").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await erin.CallAsync("POST", path, """{"verdict":"justified"}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        using (var judged = await erin.CallAsync("POST", path, """{"verdict":"not-justified","comment":"a draft would have done"}"""))
            Assert.Equal(HttpStatusCode.NoContent, judged.StatusCode);
        await (await Host.SignInAsync("bob")).CallAsync("POST", path, """{"verdict":"justified","comment":"x"}""").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await erin.CallAsync("POST", "/api/v1/break-glass/1/review", """{"verdict":"justified","comment":"x"}""").ProblemAsync(HttpStatusCode.NotFound, "not_found");

        var listed = (await erin.CallAsync("GET", "/api/v1/break-glass").JsonAsync()).AsArray().Single(b => b!.Number("revision") == first)!;
        Assert.Equal(("not-justified", "erin", "a draft would have done"), (listed.Text("verdict"), listed["reviewedBy"]!.Text("subject"), listed.Text("comment")));
        await JudgeAsync((await alsoApprover.CallAsync("POST", "/api/v1/break-glass", Let).JsonAsync()).Number("revision"));
    }

    [Fact]
    public async Task Glass_BrokenTwiceAtOnce_IsBrokenOnce()
    {
        var oncall = OnCall();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => oncall.CallAsync("POST", "/api/v1/break-glass", Let)));
        var revision = (await Assert.Single(answers, a => a.IsSuccessStatusCode).JsonAsync()).Number("revision");
        Assert.All(answers.Where(a => !a.IsSuccessStatusCode), a => Assert.Equal(HttpStatusCode.Forbidden, a.StatusCode));
        await JudgeAsync(revision);
    }

    [Fact]
    public async Task Glass_BrokenAgainstATestOfThePolicy_IsRefused()
    {
        var tested = SmallPolicy.Yaml + "  - name: nobody migrates\n    given: { pipeline: deploy, branch: main, environment: production, service: payments, method: POST, path: /migrations/1 }\n    expect: deny\n";
        await Host.SeedAsync(tested);
        var refusal = await OnCall().CallAsync("POST", "/api/v1/break-glass", Let).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains("nobody migrates", refusal.ToJsonString(), StringComparison.Ordinal);
        await Host.SeedAsync(SmallPolicy.Yaml);
    }

    public static TheoryData<string> Changes => ["expires-late", "no-expiry", "expired", "from-later", "anyone", "all-pipelines", "deny", "existing", "two", "environment", "role", "provider", "pipeline", "test", "deletes", "renames"];

    /// <summary>Whatever is called a broken glass is judged by what it is, under the lock.</summary>
    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_ThatIsMoreThanOneShortGrant_IsNotPublishedAsABrokenGlass(string change)
    {
        var now = DateTimeOffset.UtcNow;
        var policy = Host.Get<LivePolicy>().Current.Policy;
        var grant = BreakGlassGrant.Plan(policy.Objects, Request(), now, Guid.CreateVersion7).Grant!;
        var former = policy.Grants["deploy-reads-production"];
        PolicyPatch patch = change switch
        {
            "expires-late" => Put(grant with { Expires = now.AddHours(4).AddMinutes(1) }),
            "no-expiry" => Put(grant with { Expires = null }),
            "expired" => Put(grant with { Expires = now.AddMinutes(-1) }),
            "from-later" => Put(grant with { ValidFrom = now.AddMinutes(10) }),
            "anyone" => Put(grant with { Principals = new PrincipalSelector { Anyone = true } }),
            "all-pipelines" => Put(grant with { Principals = new PrincipalSelector { Pipelines = Selector.Everything } }),
            "deny" => Put(grant with { Effect = Effect.Deny }),
            "existing" => Put(former with { When = Conditions.None, Expires = now.AddHours(1) }),
            "renames" => Put(grant with { Id = former.Id }),
            "two" => Put(grant, grant with { Name = "another", Id = Guid.CreateVersion7() }),
            "environment" => Put(grant, policy.Environments["production"] with { Approvals = 0 }),
            "role" => Put(grant, policy.Roles["migrator"] with { Permissions = [.. policy.Roles["reader"].Permissions] }),
            "provider" => Put(grant, policy.Providers["mesh"] with { Spiffe = new SpiffeSettings { TrustDomain = "evil.example" } }),
            "pipeline" => Put(grant, policy.Pipelines["deploy"] with { Slug = "another" }),
            "test" => Put(grant, policy.Objects.OfKind(PolicyKind.Test).Cast<PolicyTest>().First() with { Expect = Effect.Allow }),
            _ => Put(grant) with { Deletes = [former.Reference] },
        };
        var user = new ConsoleUser(new Actor(ActorKind.Person, "demo", $"p-{Interlocked.Increment(ref people)}", "P"), [new RoleAssignment(ConsoleRole.BreakGlass), new RoleAssignment(ConsoleRole.Admin)], now);
        var head = Host.Get<LivePolicy>().Current.Revision;
        var marked = new BreakGlass(grant.Id!.Value, grant.Name, grant.Environments, grant.Expires!.Value, "not one");
        var outcome = await Host.Get<Publisher>().PublishAsync(new PublishRequest { User = user, Patch = patch, BreakGlass = marked }, Cancellation);
        Assert.Equal(PublishRefusalKind.Invalid, outcome.Refusal?.Kind);
        Assert.Equal(head, Host.Get<LivePolicy>().Current.Revision);
    }

    private static PolicyPatch Put(params PolicyObject[] objects) => new() { Upserts = objects.ToValueList() };

    private static BreakGlassRequest Request() => new(["deploy"], [], "migrator", ["production"], TimeSpan.FromHours(1), "in a test");

    private HttpClient OnCall() => Person(DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.BreakGlass));

    private HttpClient Person(DateTimeOffset authenticatedAt, params RoleAssignment[] roles) => Host.WithSession($"person-{Interlocked.Increment(ref people)}", authenticatedAt, roles);

    private async Task JudgeAsync(int revision)
    {
        using var judged = await (await Host.SignInAsync("erin")).CallAsync("POST", $"/api/v1/break-glass/{revision}/review", """{"verdict":"justified","comment":"seen"}""");
        Assert.Equal(HttpStatusCode.NoContent, judged.StatusCode);
    }
}
