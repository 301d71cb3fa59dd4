using System.Globalization;
using System.Text.Json;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>What goes over the wire around the decision: what an upstream sees, which hosts are served, what is answered.</summary>
public class NginxWireTests : IAsyncDisposable
{
    private readonly NginxRig rig;

    public NginxWireTests() : this(NginxProgram.Own)
    {
    }

    protected NginxWireTests(NginxProgram program) => rig = new NginxRig(program: program);

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Allowed_WithSpoofedHeaders_ReachesTheUpstreamWithIdentityHeadersOnly()
    {
        await Serve();
        var response = await Send(
            $"GET /a/%20?q=%2F..//x HTTP/1.1\r\nHost: {NginxPolicies.Host}:8443\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\n"
            + "X-Access-Principal: pipeline/evil\r\nx-access-grant: all\r\nX_Access_Principal: evil\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Client-Cert: By=x\r\n"
            + "X-HTTP-Method-Override: DELETE\r\nX-HTTP-Method: DELETE\r\nX-Method-Override: DELETE\r\nX-Original-URL: /admin\r\nX-Original-URI: /admin\r\n"
            + "X-Original-Method: DELETE\r\nX-Rewrite-URL: /admin\r\nForwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nX-Mine: kept\r\n"
            + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");

        var seen = JsonDocument.Parse(response.Body).RootElement;
        Assert.Equal("/a/%20?q=%2F..//x", seen.GetProperty("target").GetString());
        var headers = seen.GetProperty("headers").EnumerateArray().Select(h => $"{h[0]}: {h[1]}").ToArray();
        var trace = headers.Single(h => h.StartsWith("X-Access-Trace: ", StringComparison.Ordinal))["X-Access-Trace: ".Length..];
        Assert.Equal(
        [
            $"Host: {NginxPolicies.Host}",
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Proto: http",
            $"X-Forwarded-Host: {NginxPolicies.Host}",
            string.Create(CultureInfo.InvariantCulture, $"X-Forwarded-Port: {rig.Plain.Port}"),
            "X-Access-Principal: pipeline/deploy",
            "X-Access-Grant: deploy-may",
            "X-Access-Revision: 7",
            $"X-Access-Trace: {trace}",
            $"traceparent: 00-{trace}-{trace[8..24]}-01",
            "X-Mine: kept",
        ],
        headers);
    }

    [Theory]
    [InlineData("X-Access-Anything: 1")]
    [InlineData("X-Original-Path: /admin")]
    [InlineData("X-Rewrite-Path: /admin")]
    [InlineData("X-HTTP-Method-Other: DELETE")]
    [InlineData("x-forwarded-whatever: 1")]
    public async Task Request_WithUnknownHeaderUnderAPerilousPrefix_IsRefused(string header)
    {
        await Serve();
        var response = await Send($"GET /healthz HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\n{header}\r\n\r\n");
        Assert.Equal((400, "header_refused"), (response.Status, response.Header("X-Access-Reason")));
    }

    [Theory]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: API.acme.EXAMPLE\r\n", 200)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: api.acme.example.\r\n", 200)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: api.acme.example:99\r\n", 200)]
    [InlineData("GET http://api.acme.example/healthz HTTP/1.1\r\nHost: api.acme.example\r\n", 200)]
    [InlineData("GET http://api.acme.example/healthz HTTP/1.1\r\nHost: other.acme.example\r\n", 421)]
    [InlineData("GET http://other.acme.example/healthz HTTP/1.1\r\nHost: api.acme.example\r\n", 421)]
    [InlineData("GET http://api.acme.example/healthz HTTP/1.0\r\n", 421)]
    [InlineData("GET /healthz HTTP/1.0\r\n", 421)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: other.acme.example\r\n", 421)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: api.acme.example..\r\n", 400)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: _\r\n", 421)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n", 421)]
    [InlineData("GET /healthz HTTP/1.1\r\n", 400)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: api.acme.example\r\nHost: api.acme.example\r\n", 400)]
    [InlineData("CONNECT api.acme.example:443 HTTP/1.1\r\nHost: api.acme.example\r\n", 400)]
    public async Task Host_InEverySpelling_ChoosesItsServiceOrNone(string request, int status)
    {
        await Serve();
        var response = await Send(request + "\r\n");
        Assert.Equal(status, response.Status);
        if (status == 421)
            Assert.Equal(("unknown_service", "7"), (response.Header("X-Access-Reason"), response.Header("X-Access-Revision")));
    }

    [Fact]
    public async Task Refusal_OfEachKind_SaysNoMoreThanItsReason()
    {
        await Serve();
        var anonymous = await Send($"POST /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nContent-Length: 5\r\n\r\nhello");
        Assert.Equal((401, "Bearer"), (anonymous.Status, anonymous.Header("WWW-Authenticate")));
        Assert.Equal("""{"effect":"deny","reason":"unknown_principal","revision":"7"}""", anonymous.Body.TrimEnd());
        Assert.Equal(401, (await Send($"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer x\r\n\r\n")).Status);
        var path = await Send($"GET /a//b HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\n\r\n");
        Assert.Equal((403, "path_not_canonical"), (path.Status, path.Header("X-Access-Reason")));
    }

    [Fact]
    public async Task Body_OfAnAllowedRequest_ReachesTheUpstream()
    {
        await Serve();
        var response = await Send(
            $"POST /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\nContent-Length: 5\r\n\r\nhello");
        Assert.Equal("hello", JsonDocument.Parse(response.Body).RootElement.GetProperty("body").GetString());
    }

    [Fact]
    public async Task WebSocket_OnADeploymentWithIt_PassesAndOnAnotherDoesNot()
    {
        var request = $"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n";
        await Serve();
        Assert.DoesNotContain("\"Upgrade\"", (await Send(request)).Body, StringComparison.Ordinal);
        await Serve(d => d with { WebSocket = true });
        Assert.Contains("[\"Upgrade\",\"websocket\"]", (await Send(request)).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Upgrade\"", (await Send(request.Replace("WebSocket", "h2c", StringComparison.Ordinal))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EarlierHop_ForwardsTheTokenUnchanged()
    {
        await Serve(d => d with { Hops = [new Hop { Engine = Target.Nginx, SpiffeId = SpiffeId.Parse("spiffe://acme.example/gateway") }, new Hop { Engine = Target.Istio }] });
        var token = NginxPolicies.Token();
        Assert.Contains(token, (await Send($"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {token}\r\n\r\n")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shadow_OnWhateverIsWrong_LetsItPassAndLogsTheTrueDecision()
    {
        await Serve(d => d with { Mode = Mode.Shadow }, NginxPolicies.Grant with { RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Minute } });
        string[] requests = ["GET /a", "GET /a//b", "FOO /a", $"GET /a HTTP/1.1\r\nAuthorization: Bearer {NginxPolicies.Token()}", $"GET /a HTTP/1.1\r\nAuthorization: Bearer {NginxPolicies.Token()}"];
        foreach (var request in requests)
        {
            var line = request.Contains("HTTP/1.1", StringComparison.Ordinal) ? request : $"{request} HTTP/1.1";
            Assert.Equal(200, (await Send($"{line}\r\nHost: {NginxPolicies.Host}\r\nX-Access-Other: 1\r\n\r\n")).Status);
        }

        var decisions = await rig.Decisions(requests.Length);
        Assert.Equal(
            ["granted", "granted", "unknown_principal", "unknown_principal", "unknown_principal"], decisions.Select(d => d.GetProperty("reason").GetString()).Order(StringComparer.Ordinal));
        Assert.All(decisions, d => Assert.Equal("shadow", d.GetProperty("mode").GetString()));
    }

    [Fact]
    public async Task Shadow_OnTheUpstreamsOwnCredential_PassesItOnAndNoToken()
    {
        await Serve(d => d with { Mode = Mode.Shadow });
        Assert.Contains("Basic dTpw", (await Send($"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Basic dTpw\r\n\r\n")).Body, StringComparison.Ordinal);
        var expired = NginxPolicies.Token(age: 3_600);
        Assert.DoesNotContain(expired, (await Send($"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {expired}\r\n\r\n")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RateLimit_OfABurst_AllowsOneMoreThanItAndCountsAllowedRequestsOnly()
    {
        await Serve(null, NginxPolicies.Grant with { RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Minute, Burst = 2 } });
        for (var i = 0; i < 5; i++)
            await Send($"GET /a//b HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\n\r\n");
        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
            statuses.Add((await Send($"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\n\r\n")).Status);
        Assert.Equal([200, 200, 200, 429, 429], statuses);
        var last = (await rig.Decisions(10))[^1];
        Assert.Equal(("deny", "rate_limited"), (last.GetProperty("decision").GetString(), last.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task RateLimit_OfSeveralMatchingGrants_IsTheWidestOrNone()
    {
        var narrow = NginxPolicies.Grant with { RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Minute } };
        var wide = NginxPolicies.Grant with { Name = "wide", RateLimit = new RateLimit { Requests = 2, Per = RatePeriod.Minute, Burst = 3 } };
        Assert.Equal(4, await AllowedOfSix(narrow, wide));
        Assert.Equal(6, await AllowedOfSix(narrow, wide, NginxPolicies.Grant with { Name = "free" }));
    }

    [Fact]
    public async Task Grant_ThatEndsWhileServing_StopsWithoutAnotherBundle()
    {
        await Serve(null, NginxPolicies.Grant with { Expires = DateTimeOffset.UtcNow.AddSeconds(2) });
        var request = $"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\n\r\n";
        Assert.Equal(200, (await Send(request)).Status);
        await Task.Delay(2_100, TestContext.Current.CancellationToken);
        var after = await Send(request);
        Assert.Equal((403, "no_grant"), (after.Status, after.Header("X-Access-Reason")));
    }

    [Fact]
    public async Task GrpcRefusal_IsAnAnswerThatGrpcReads()
    {
        await Serve(d => d with { Protocol = Protocol.Grpc });
        var anonymous = await Send($"POST /svc.Name/Call HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal((200, "16", "application/grpc"), (anonymous.Status, anonymous.Header("grpc-status"), anonymous.Header("Content-Type")));
        var denied = await Send($"POST /svc//Call HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal((200, "7", "path_not_canonical"), (denied.Status, denied.Header("grpc-status"), denied.Header("X-Access-Reason")));
    }

    [Fact]
    public async Task DecisionLog_OfAnyRequest_HoldsNoToken()
    {
        await Serve();
        var token = NginxPolicies.Token();
        await Send($"GET /a?token={token} HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {token}\r\n\r\n");
        Assert.DoesNotContain(token[..40], (await rig.Decisions(1))[0].GetRawText(), StringComparison.Ordinal);
    }

    private async Task<int> AllowedOfSix(params Grant[] grants)
    {
        await Serve(null, grants);
        var allowed = 0;
        for (var i = 0; i < 6; i++)
            allowed += (await Send($"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\n\r\n")).Status == 200 ? 1 : 0;
        return allowed;
    }

    private Task Serve(Func<Deployment, Deployment>? change = null, params Grant[] grants)
    {
        var deployment = NginxPolicies.DeploymentTo(rig.Upstream);
        var policy = NginxPolicies.Policy(change?.Invoke(deployment) ?? deployment, [.. grants.DefaultIfEmpty(NginxPolicies.Grant)]);
        return rig.Load(NginxBundles.Of(policy, NginxPolicies.Environment), 7);
    }

    private async Task<WireResponse> Send(string request)
    {
        using var connection = new WireConnection(rig.Plain);
        return await connection.Send(request);
    }
}
