using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Distribution.Deciding;

public sealed class DecideEndpointTests
{
    [Fact]
    public async Task Answer_NamesGrantPrincipalAndRevision()
    {
        await using var side = await StartAsync();

        var (status, body) = await side.AskAsync(side.AddToken("production"), Request());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"revision":1,"effect":"allow","reason":"granted","grant":"deploy-may","principal":"pipeline/deploy","mode":"enforce"}""", body.ToJsonString());
    }

    [Fact]
    public async Task Caller_ByItsCertificate_IsKnownByWhatVerifies()
    {
        await using var side = await StartAsync();
        var token = side.AddToken("production");
        var good = side.CertificateOf(new ClientCertificate(ClientCertificateKind.Valid, "spiffe://acme.example/ns/shop/sa/storefront"));
        var untrusted = side.CertificateOf(new ClientCertificate(ClientCertificateKind.UntrustedIssuer));

        var byGood = await side.AskAsync(token, Request(job: null, certificate: good));
        var byUntrusted = await side.AskAsync(token, Request(job: null, certificate: untrusted));
        var byText = await side.AskAsync(token, Request(job: null, certificate: "spiffe://acme.example/ns/shop/sa/storefront"));

        Assert.Equal("workload/storefront", (string?)byGood.Body["principal"]);
        Assert.Equal(("unknown_principal", "certificate"), ((string?)byUntrusted.Body["reason"], (string?)byUntrusted.Body["detail"]));
        Assert.Equal("unknown_principal", (string?)byText.Body["reason"]);
    }

    [Theory]
    [InlineData("""{"spiffeId":"spiffe://acme.example/ns/shop/sa/storefront"}""")]
    [InlineData("""{"pipeline":"deploy"}""")]
    [InlineData("""{"claims":{"pipeline_id":"0187c6a2-0000-4000-8000-000000000001"}}""")]
    public async Task Identity_ThatIsOnlyAsserted_IsRefused(string asserted)
    {
        await using var side = await StartAsync();
        var request = Request(job: null);
        foreach (var (name, value) in JsonNode.Parse(asserted)!.AsObject())
            request[name] = value!.DeepClone();

        Assert.Equal(HttpStatusCode.BadRequest, (await side.AskAsync(side.AddToken("production"), request)).Status);
    }

    [Fact]
    public async Task Token_OfAnotherKindEnvironmentOrService_DecidesNothing()
    {
        await using var side = await StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await side.AskAsync(null, Request())).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await side.AskAsync(side.AddToken("production", kind: TokenKind.Puller), Request())).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await side.AskAsync(side.AddToken("staging"), Request())).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await side.AskAsync(side.AddToken("production", "billing"), Request())).Status);
        Assert.Equal(HttpStatusCode.OK, (await side.AskAsync(side.AddToken("production", NginxPolicies.Service), Request())).Status);
        // One request of a list that is out of scope refuses the list.
        var other = Request();
        other["environment"] = "staging";
        Assert.Equal(HttpStatusCode.Forbidden, (await side.AskAsync(side.AddToken("production"), new JsonObject { ["requests"] = new JsonArray(Request(), other) })).Status);
    }

    [Fact]
    public async Task DecideToken_ReadsNoBundle()
    {
        await using var side = await StartAsync();
        await side.Side.PublishAsync(1);

        using var answer = await side.Side.GetAsync("/v1/bundles/production/opa", side.AddToken("production"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Problems_OfAList_AreNamedAllAtOnce()
    {
        await using var side = await StartAsync();
        var list = new JsonObject { ["requests"] = new JsonArray(new JsonObject { ["environment"] = "production", ["service"] = "api", ["method"] = "GET" }, Request(), null) };

        var (status, body) = await side.AskAsync(side.AddToken("production"), list);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("`/requests/0/path` is missing; `/requests/2` is null", (string?)body["detail"]);
    }

    [Fact]
    public async Task List_SharesWhatStandsBesideIt_UnlessARequestSaysOtherwise()
    {
        await using var side = await StartAsync();
        var call = Request();
        call.Remove("path");
        call["requests"] = new JsonArray(new JsonObject { ["path"] = "/x" }, new JsonObject { ["path"] = "/y", ["token"] = "nonsense" }, new JsonObject { ["path"] = "/a//b" });

        var (_, body) = await side.AskAsync(side.AddToken("production"), call);

        Assert.Equal(["granted", "token_invalid", "path_not_canonical"], body["decisions"]!.AsArray().Select(d => (string?)d!["reason"]));
    }

    [Fact]
    public async Task List_HasALimit_AndSoHasTheBody()
    {
        await using var side = await StartAsync();
        var token = side.AddToken("production");
        var tooMany = new JsonObject { ["requests"] = new JsonArray([.. Enumerable.Range(0, 1_001).Select(_ => new JsonObject())]) };

        Assert.Contains("1,000", (string?)(await side.AskAsync(token, tooMany)).Body["detail"], StringComparison.Ordinal);
        var tooLong = Request(new string('a', 17_000), new string('a', 70_000));
        Assert.Equal("`/token` has more than 16,384 characters; `/certificate` has more than 65,536 characters", (string?)(await side.AskAsync(token, tooLong)).Body["detail"]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await side.AskAsync(token, new JsonObject { ["path"] = new string('a', 5 << 20) })).Status);
    }

    [Fact]
    public async Task RateLimit_CountsEachPrincipal_AndOnlyWhatIsGranted()
    {
        var limited = NginxPolicies.Grant with { RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Minute, Burst = 1 } };
        await using var side = await StartAsync(limited);
        var token = side.AddToken("production");
        for (var i = 0; i < 5; i++)
            Assert.Equal("unknown_principal", (string?)(await side.AskAsync(token, Request(job: null))).Body["reason"]);

        var reasons = new List<string?>();
        for (var i = 0; i < 4; i++)
            reasons.Add((string?)(await side.AskAsync(token, Request())).Body["reason"]);

        Assert.Equal(["granted", "granted", "rate_limited", "rate_limited"], reasons);
        var certificate = side.CertificateOf(new ClientCertificate(ClientCertificateKind.Valid, "spiffe://acme.example/ns/shop/sa/storefront"));
        Assert.Equal("granted", (string?)(await side.AskAsync(token, Request(job: null, certificate: certificate))).Body["reason"]);
    }

    [Fact]
    public async Task RateLimit_OfTheWidestMatchingGrant_Counts()
    {
        var narrow = NginxPolicies.Grant with { Name = "a", RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Minute } };
        await using var side = await StartAsync(narrow, NginxPolicies.Grant with { Name = "b" });
        var token = side.AddToken("production");

        for (var i = 0; i < 3; i++)
            Assert.Equal(("granted", "a"), await ReasonAsync());

        async Task<(string? Reason, string? Grant)> ReasonAsync()
        {
            var (_, body) = await side.AskAsync(token, Request());
            return ((string?)body["reason"], (string?)body["grant"]);
        }
    }

    [Fact]
    public async Task Replica_ThatKnowsNoPolicyYet_SaysSoAndDecidesNothing()
    {
        await using var side = await DecidingSide.StartAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await side.AskAsync(side.AddToken("production"), Request())).Status);
        Assert.Equal(503, (await side.SendAsync("GET /v1/authz/production/api/x", [new("Access-Console-Token", side.AddToken("production"))])).Status);
    }

    [Fact]
    public async Task Credentials_AreInNoLogLine()
    {
        await using var side = await StartAsync();
        var (token, job) = (side.AddToken("production"), NginxPolicies.Token());
        await side.AskAsync(token, Request(job));
        await side.AskAsync(token, new JsonObject { ["token"] = job, ["path"] = 7 });
        await side.SendAsync("GET /v1/authz/production/api/x", [new("Access-Console-Token", token), new("Authorization", $"Bearer {job}")]);

        Assert.DoesNotContain(side.Side.Log.Lines, line => line.Contains(token, StringComparison.Ordinal) || line.Contains(job, StringComparison.Ordinal));
    }

    internal static async Task<DecidingSide> StartAsync(params Grant[] grants)
    {
        var side = await DecidingSide.StartAsync();
        side.Advance(WithMesh(NginxPolicies.Document(NginxPolicies.DeploymentTo(null), [.. grants.DefaultIfEmpty(NginxPolicies.Grant)])));
        return side;
    }

    internal static PolicyDocument WithMesh(PolicyDocument document) => document with
    {
        IdentityProviders = [.. document.IdentityProviders, new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = "acme.example" } }],
    };

    private static JsonObject Request(string? certificate = null) => Request(NginxPolicies.Token(), certificate);

    private static JsonObject Request(string? job, string? certificate = null) => new()
    {
        ["environment"] = "production",
        ["service"] = NginxPolicies.Service,
        ["method"] = "GET",
        ["path"] = "/x",
        ["token"] = job,
        ["certificate"] = certificate,
    };
}
