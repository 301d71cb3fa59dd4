using System.Net;
using System.Text.RegularExpressions;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Each endpoint with each kind of credential.</summary>
public sealed partial class EndpointAccessTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private const string Id = "01890000-0000-7000-8000-000000000000";
    private const string Readers = "viewer auditor editor approver admin";
    private const string Editors = "editor admin";
    private const string Approvers = "approver admin";
    private const string Admins = "admin";

    private ConsoleHost Host => console.Host;

    /// <summary>Method, path, body, the roles let in, and what those see.</summary>
    public static TheoryData<string, string, string?, string, int> Endpoints => new()
    {
        { "GET", "/api/v1/policy", null, Readers, 200 },
        { "PUT", "/api/v1/policy", "{", Editors, 422 },
        { "PATCH", "/api/v1/policy", "{}", Editors, 200 },
        { "POST", "/api/v1/policy/check", "{\"upsert\":{}}", Readers, 200 },
        { "POST", "/api/v1/policy/import", "{", Editors, 422 },
        { "POST", "/api/v1/policy/import/check", "{", Readers, 422 },
        { "GET", "/api/v1/policy/export?kind=grants", null, Readers, 200 },
        { "GET", "/api/v1/access", null, Readers, 200 },
        { "GET", "/api/v1/access/export", null, "auditor admin", 200 },
        { "GET", "/api/v1/access/graph", null, Readers, 400 },
        { "POST", "/api/v1/decisions", "{\"requests\":[]}", Readers, 200 },
        { "GET", "/api/v1/decisions/log", null, Readers, 200 },
        { "GET", "/api/v1/decisions/log/coverage", null, Readers, 200 },
        { "GET", "/api/v1/decisions/log/none", null, Readers, 404 },
        { "GET", "/api/v1/drift", null, Readers, 200 },
        { "POST", "/api/v1/diagnose", "{\"service\":\"none\"}", Readers, 200 },
        { "GET", "/api/v1/decisions/story?job=none", null, Readers, 200 },
        { "GET", "/api/v1/drafts", null, Readers, 200 },
        { "GET", $"/api/v1/drafts/{Id}", null, Readers, 404 },
        { "GET", $"/api/v1/drafts/{Id}/review", null, Readers, 404 },
        { "PATCH", $"/api/v1/drafts/{Id}", "{}", Editors, 404 },
        { "POST", $"/api/v1/drafts/{Id}/submit", null, Editors, 404 },
        { "GET", $"/api/v1/drafts/{Id}/conflicts", null, Readers, 404 },
        { "POST", $"/api/v1/drafts/{Id}/rebase", null, Editors, 404 },
        { "POST", $"/api/v1/drafts/{Id}/withdraw", null, Readers, 404 },
        { "GET", $"/api/v1/drafts/{Id}/comments", null, Readers, 404 },
        { "POST", $"/api/v1/drafts/{Id}/comments", "{\"text\":\"why?\"}", Readers, 404 },
        { "POST", $"/api/v1/drafts/{Id}/approvals", "{\"digest\":\"0\"}", Approvers, 404 },
        { "POST", $"/api/v1/drafts/{Id}/decline", "{\"reason\":\"no\"}", Approvers, 404 },
        { "POST", $"/api/v1/drafts/{Id}/publish", null, Admins, 404 },
        { "PUT", $"/api/v1/drafts/{Id}/schedule", "{\"at\":\"2027-01-01T00:00:00Z\"}", Admins, 404 },
        { "DELETE", $"/api/v1/drafts/{Id}/schedule", null, Editors, 404 },
        { "GET", "/api/v1/revisions", null, Readers, 200 },
        { "GET", "/api/v1/revisions/1", null, Readers, 200 },
        { "GET", "/api/v1/revisions/99/diff", null, Readers, 404 },
        { "POST", "/api/v1/revisions/99/rollback", null, Editors, 404 },
        { "POST", "/api/v1/revisions/99/undo", null, Editors, 404 },
        { "GET", "/api/v1/emergencies", null, Readers, 200 },
        { "GET", "/api/v1/emergencies/standing", null, Readers, 200 },
        { "POST", "/api/v1/emergencies/check", "{}", Readers, 400 },
        { "POST", "/api/v1/emergencies", "{}", Approvers, 400 },
        { "POST", "/api/v1/emergencies/1/review", "{}", Approvers, 404 },
        { "POST", "/api/v1/emergencies/standing/none/lift", null, Editors, 404 },
        { "GET", "/api/v1/break-glass", null, Readers, 200 },
        { "GET", "/api/v1/break-glass/standing", null, Readers, 200 },
        { "POST", "/api/v1/break-glass/check", "{}", Readers, 422 },
        { "POST", "/api/v1/break-glass", "{}", "nobody", 403 },
        { "POST", "/api/v1/break-glass/1/review", "{\"verdict\":\"justified\",\"comment\":\"x\"}", Approvers, 404 },
        { "GET", "/api/v1/audit/reciprocal-approvals", null, "auditor admin", 200 },
        { "GET", "/api/v1/requests", null, Readers, 200 },
        { "GET", $"/api/v1/requests/{Id}", null, Readers, 404 },
        { "POST", "/api/v1/requests/check", "{}", Readers, 400 },
        { "POST", "/api/v1/requests", "{}", Readers, 400 },
        { "POST", $"/api/v1/requests/{Id}/approvals", "{\"digest\":\"0\"}", Approvers, 404 },
        { "POST", $"/api/v1/requests/{Id}/decline", "{}", Approvers, 404 },
        { "POST", $"/api/v1/requests/{Id}/withdraw", null, Readers, 404 },
        { "POST", $"/api/v1/requests/{Id}/extension", "{\"duration\":\"1h\",\"reason\":\"x\"}", Readers, 404 },
        { "POST", $"/api/v1/requests/{Id}/end", "{}", Readers, 404 },
        { "GET", "/api/v1/campaigns", null, Readers, 200 },
        { "GET", $"/api/v1/campaigns/{Id}", null, Readers, 404 },
        { "GET", $"/api/v1/campaigns/{Id}/grants", null, Readers, 404 },
        { "GET", $"/api/v1/campaigns/{Id}/export", null, Readers, 404 },
        { "POST", "/api/v1/campaigns", "{}", Admins, 400 },
        { "POST", $"/api/v1/campaigns/{Id}/decisions", "{}", Approvers, 400 },
        { "POST", $"/api/v1/campaigns/{Id}/close", "{\"version\":1}", Admins, 404 },
        { "GET", "/api/v1/access/observed", null, Readers, 200 },
        { "GET", "/api/v1/access/observed/export", null, "auditor admin", 200 },
        { "GET", "/api/v1/least-privilege/grants", null, Readers, 200 },
        { "POST", "/api/v1/least-privilege/narrowing/check", "{}", Readers, 422 },
        { "POST", "/api/v1/least-privilege/narrowing", "{}", Editors, 422 },
        { "GET", "/api/v1/least-privilege/proposals", null, Readers, 200 },
        { "POST", "/api/v1/least-privilege/proposals", "{}", Editors, 404 },
        { "GET", "/api/v1/tokens", null, Admins, 200 },
        { "POST", "/api/v1/tokens", "{\"kind\":\"other\"}", Admins, 422 },
        { "GET", $"/api/v1/tokens/{Id}", null, Admins, 404 },
        { "DELETE", $"/api/v1/tokens/{Id}", null, Admins, 404 },
        { "GET", "/api/v1/enforcement-points", null, Readers, 200 },
        { "GET", "/api/v1/rollouts", null, Readers, 200 },
        { "GET", "/api/v1/rollouts/current", null, Readers, 200 },
        { "GET", "/api/v1/rollouts/99", null, Readers, 404 },
        { "GET", "/api/v1/rollouts/99/points", null, Readers, 200 },
        { "GET", "/api/v1/rollouts/staged", null, Readers, 200 },
        { "POST", "/api/v1/rollouts/99/staging/promote", null, Admins, 404 },
        { "POST", "/api/v1/rollouts/99/staging/halt", "{}", Admins, 404 },
        { "POST", "/api/v1/rollouts/99/staging/resume", null, Admins, 404 },
        { "POST", "/api/v1/rollouts/99/staging/take-back", null, Admins, 404 },
        { "GET", "/api/v1/rollouts/plans", null, Readers, 200 },
        { "GET", "/api/v1/rollouts/plans/staging", null, Readers, 404 },
        { "PUT", "/api/v1/rollouts/plans/staging", "{}", Admins, 422 },
        { "DELETE", "/api/v1/rollouts/plans/staging", null, Admins, 404 },
        { "GET", "/api/v1/rollout-goals", null, Readers, 200 },
        { "PUT", "/api/v1/rollout-goals/staging", "{}", Admins, 422 },
        { "GET", "/api/v1/issuer-keys", null, Readers, 200 },
        { "GET", "/api/v1/signer/base", null, Admins, 200 },
        { "POST", "/api/v1/issuer-keys/ci/accept", null, Admins, 404 },
        { "GET", "/api/v1/buildkite", null, Readers, 200 },
        { "POST", "/api/v1/buildkite", "{}", Admins, 422 },
        { "GET", $"/api/v1/buildkite/{Id}", null, Readers, 404 },
        { "DELETE", $"/api/v1/buildkite/{Id}", null, Admins, 404 },
        { "PUT", $"/api/v1/buildkite/{Id}/token", "{\"token\":\"bkua_1\"}", Admins, 404 },
        { "POST", $"/api/v1/buildkite/{Id}/test", null, Admins, 404 },
        { "POST", $"/api/v1/buildkite/{Id}/sync", null, Admins, 404 },
        { "GET", $"/api/v1/buildkite/{Id}/pipelines", null, Readers, 404 },
        { "POST", $"/api/v1/buildkite/{Id}/import", $"{{\"pipelines\":[\"{Id}\"]}}", Editors, 404 },
        { "GET", "/api/v1/webhooks", null, Admins, 200 },
        { "POST", "/api/v1/webhooks", "{}", Admins, 422 },
        { "GET", $"/api/v1/webhooks/{Id}", null, Admins, 404 },
        { "DELETE", $"/api/v1/webhooks/{Id}", null, Admins, 404 },
        { "PUT", $"/api/v1/webhooks/{Id}/events", "{\"events\":[\"approval.asked\"]}", Admins, 404 },
        { "POST", $"/api/v1/webhooks/{Id}/disable", null, Admins, 404 },
        { "POST", $"/api/v1/webhooks/{Id}/enable", null, Admins, 404 },
        { "POST", $"/api/v1/webhooks/{Id}/secret", null, Admins, 404 },
        { "POST", $"/api/v1/webhooks/{Id}/test", null, Admins, 404 },
        { "GET", $"/api/v1/webhooks/{Id}/deliveries", null, Admins, 404 },
        { "POST", $"/api/v1/webhooks/{Id}/deliveries/1/resend", null, Admins, 404 },
        { "GET", "/api/v1/audit", null, "auditor admin", 200 },
        { "GET", "/api/v1/audit/key", null, "auditor admin", 200 },
        { "GET", "/api/v1/audit/checkpoint?size=0", null, "auditor admin", 404 },
        { "GET", "/api/v1/audit/events/1000000/proof", null, "auditor admin", 404 },
        { "GET", "/api/v1/audit/consistency?from=-1&to=0", null, "auditor admin", 404 },
        { "GET", "/api/v1/audit/export?from=-1", null, "auditor admin", 400 },
        { "POST", "/api/v1/demo/tokens", "{\"pipeline\":\"deploy\",\"environment\":\"staging\",\"service\":\"payments\"}", Readers, 404 },
        { "GET", "/openapi/v1.json", null, Readers, 200 },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_EachRole_IsLetInOrRefused(string method, string path, string? body, string roles, int status)
    {
        // Nobody makes a token that breaks the glass.
        foreach (var role in Enum.GetValues<ConsoleRole>().Where(r => r != ConsoleRole.BreakGlass))
        {
            var client = await Host.WithApiTokenAsync(Host.Bootstrap, role);
            if (roles.Split(' ').Contains(role.ToString().ToLowerInvariant()))
            {
                using var answer = await client.CallAsync(method, path, body);
                Assert.True((int)answer.StatusCode == status, $"{role}: {(int)answer.StatusCode}");
            }
            else
            {
                await client.CallAsync(method, path, body).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_BadCredential_IsUnauthorized(string method, string path, string? body, string roles, int status)
    {
        Assert.NotEmpty(roles);
        Assert.NotEqual(401, status);
        var live = await StoreTokenAsync(TokenKind.Api, TimeSpan.FromHours(1));
        var bad = new Dictionary<string, string>
        {
            ["malformed"] = "Bearer acca_nonsense",
            ["made up"] = $"Bearer {TokenText.Create(TokenKind.Api)}",
            ["mistyped"] = $"Bearer {live[..^1]}{(live[^1] == 'a' ? 'b' : 'a')}",
            ["another scheme"] = "Basic YWxpY2U6YWxpY2U=",
            ["empty"] = "Bearer ",
            ["expired"] = $"Bearer {await StoreTokenAsync(TokenKind.Api, TimeSpan.FromMinutes(-1))}",
            ["revoked"] = $"Bearer {await StoreTokenAsync(TokenKind.Api, TimeSpan.FromHours(1), isRevoked: true)}",
            ["a puller's"] = $"Bearer {await StoreTokenAsync(TokenKind.Puller, TimeSpan.FromHours(1))}",
            ["wrong bootstrap"] = $"Bearer {ConsoleHost.BootstrapToken}x",
        };
        foreach (var (what, header) in bad)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.TryAddWithoutValidation("Authorization", header);
            if (body is not null)
                request.Content = new StringContent(body);
            using var answer = await Host.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{what}: {(int)answer.StatusCode}");
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Routes_WithoutCredential_AnswerOnlyWhereListed()
    {
        var anonymous = new List<string>();
        foreach (var endpoint in Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var path = "/" + Parameter().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), m => m.Value.Contains(":int", StringComparison.Ordinal) || m.Value.Contains(":long", StringComparison.Ordinal) ? "1" : Id);
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                using var answer = await Host.Anonymous.CallAsync(method, path);
                var isRefused = answer.StatusCode == HttpStatusCode.Unauthorized
                    || (answer.StatusCode == HttpStatusCode.Redirect && new Uri(Host.Address, answer.Headers.Location!).AbsolutePath == "/signin");
                if (!isRefused)
                    anonymous.Add(endpoint.RoutePattern.RawText!);
            }
        }

        Assert.Contains("/schemas/access/v1.json", anonymous);
        Assert.DoesNotContain(anonymous, route => !IsOpen(route));
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v2/policy")]
    [InlineData("/v1/bundles/staging/opa")]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/status")]
    [InlineData("/openapi/v2.json")]
    public async Task Address_WithoutCredential_TellsNothing(string path)
    {
        using var answer = await Host.Anonymous.CallAsync(path == "/v1/status" ? "POST" : "GET", path, path == "/v1/status" ? "{}" : null);
        Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect || path == "/v1/nothing", $"{answer.StatusCode}");
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/v1/keys")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/schemas/access/v1.json")]
    [InlineData("/openapi/machine.json")]
    public async Task Address_ListedAsAnonymous_Answers(string path)
    {
        using var answer = await Host.Anonymous.CallAsync("GET", path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task UnknownAddress_WithToken_AnswersAProblem() =>
        await Host.Bootstrap.CallAsync("GET", "/api/v1/nothing").ProblemAsync(HttpStatusCode.NotFound, "not_found");

    [Fact]
    public async Task Session_FromAnotherSite_ChangesNothing()
    {
        var alice = await Host.SignInAsync("alice");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/drafts/{Id}/withdraw");
        request.Headers.Add("Origin", "https://evil.example");
        await alice.SendAsync(request, TestContext.Current.CancellationToken).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await alice.CallAsync("POST", $"/api/v1/drafts/{Id}/withdraw").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Session_Tampered_IsUnauthorized()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/policy");
        request.Headers.Add("Cookie", "access-console=CfDJ8AAAAAAA");
        await Host.Anonymous.SendAsync(request, TestContext.Current.CancellationToken).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task BootstrapToken_AfterAnAdminSignedIn_Ends()
    {
        await using var host = await ConsoleHost.StartAsync(console.Database.ConnectionString, settings: ("Console:KeepBootstrapToken", "false"));
        await host.SignInAsync("alice");
        await host.Bootstrap.CallAsync("GET", "/api/v1/policy").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    /// <summary>Sign-in, static files, the schema and the description of the machine side.</summary>
    private static bool IsOpen(string route) =>
        route.TrimStart('/') is var path && (path is "schemas/access/v1.json" or "openapi/machine.json" or "signin" or "denied" or "error" or "signout" || path.StartsWith("signin/", StringComparison.Ordinal)
            || path.StartsWith("_framework/", StringComparison.Ordinal) || path.StartsWith("_content/", StringComparison.Ordinal) || StaticFile().IsMatch(path));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^(lib/[a-z]+/)?[^{}/]+\.(css|js|mjs|txt|svg|ico|png|woff2?)(\.(gz|br))?$")]
    private static partial Regex StaticFile();

    private async Task<string> StoreTokenAsync(TokenKind kind, TimeSpan lifetime, bool isRevoked = false)
    {
        var text = TokenText.Create(kind);
        var now = DateTimeOffset.UtcNow;
        var token = new AccessToken
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Hash = TokenText.Hash(text),
            Prefix = TokenText.Shown(text),
            Owner = Actor.Bootstrap,
            CreatedAt = now.AddHours(-1),
            ExpiresAt = now + lifetime,
            Role = kind == TokenKind.Api ? ConsoleRole.Admin : null,
            Environment = kind == TokenKind.Puller ? "staging" : null,
            Target = kind == TokenKind.Puller ? AccessConsole.Core.Model.Target.Opa : null,
        };
        var store = Host.Get<ITokenStore>();
        var made = new AuditEvent(now, Actor.Bootstrap, AuditActions.TokenCreated, $"token/{token.Id}", new Dictionary<string, string?>());
        await store.CreateAsync(token, made, TestContext.Current.CancellationToken);
        if (isRevoked)
            await store.RevokeAsync(token.Id, _ => made with { Action = AuditActions.TokenRevoked }, TestContext.Current.CancellationToken);
        return text;
    }
}
