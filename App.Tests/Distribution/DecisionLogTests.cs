using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Distribution.Health;
using AccessConsole.Distribution.Points;
using AccessConsole.Telemetry;
using AccessConsole.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary><c>POST /v1/logs</c> over a store in memory.</summary>
public sealed class DecisionLogTests
{
    [Fact]
    public async Task Decision_OfOpa_IsKeptInTheOneForm()
    {
        await using var side = await MachineSide.StartAsync();
        var (token, text) = MachineSide.NewToken();
        side.Get<TokenCache>().Add(token);
        var at = DateTimeOffset.UtcNow;

        using var answer = await side.SendAsync(text, DecisionEvents.Of("d-1", at));

        Assert.Equal("""{"decisions":1,"refused":{}}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var kept = Assert.Single(side.Decisions.List());
        Assert.Equal(at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)), kept.At);
        Assert.Equal((EnforcementPoints.IdOf(token.Id, "opa-1"), "opa-1", Target.Opa, "production"), (kept.PointId, kept.Point, kept.Target, kept.Environment));
        Assert.Equal(("payments-api", "pipeline/payments-deploy", "POST", "/admin/migrations/7"), (kept.Service, kept.Principal, kept.Method, kept.Path));
        Assert.Equal(("allow", "granted", "payments-deploy-migrates", "enforce", 42), (kept.Effect, kept.Reason, kept.Grant, kept.Mode, kept.Revision));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", kept.Trace);
        Assert.Equal(new ValueMap([new("build_branch", "main")]), kept.Claims);
    }

    [Fact]
    public async Task Decision_OfOpasEnvoyPlugin_IsKeptWithWhatTheBundleSaysOfIt()
    {
        await using var side = await MachineSide.StartAsync();

        (await side.SendAsync(side.AddToken(), DecisionEvents.Of(
            "e-1", null, ("path", "\"access/envoy\""), ("trace_id", "null"),
            ("input", """{"attributes":{"request":{"http":{"method":"GET","path":"/a?token=s3cret","host":"a.example","headers":{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","cookie":"s3cret"}}}}}"""),
            ("result", """{"allowed":true,"decision":{"effect":"deny","reason":"no_grant","mode":"shadow"},"log":{"service":"api","principal":"pipeline/p","claims":{"build_id":"b","job_id":"j","build_branch":"x","extra":"s3cret"}}}""")))).Dispose();

        var kept = Assert.Single(side.Decisions.List());
        Assert.Equal(("api", "pipeline/p", "GET", "/a", "deny", "no_grant", "shadow"), (kept.Service, kept.Principal, kept.Method, kept.Path, kept.Effect, kept.Reason, kept.Mode));
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "b", "j"), (kept.Trace, kept.Build, kept.Job));
        Assert.DoesNotContain("s3cret", JsonSerializer.Serialize(kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_WhereverAnEngineLogsThem_AreNotTaken()
    {
        await using var side = await MachineSide.StartAsync();

        (await side.SendAsync(side.AddToken(), DecisionEvents.Of(
            "s-1", null, ("input.token", "\"s3cret\""), ("input.path", "\"/a?access_token=s3cret\""), ("input.claims", """{"sub":"s3cret","aud":"s3cret","build_branch":"main","agent_tag:x":"s3cret"}"""),
            ("nd_builtin_cache", """{"http.send":"s3cret"}"""), ("result.note", "\"s3cret\""), ("request_context", """{"http":{"headers":{"authorization":["Bearer s3cret"]}}}"""), ("custom", "\"s3cret\"")))).Dispose();

        var kept = Assert.Single(side.Decisions.List());
        Assert.DoesNotContain("s3cret", JsonSerializer.Serialize(kept), StringComparison.Ordinal);
        Assert.Equal("/a", kept.Path);
        Assert.DoesNotContain(side.Log.Lines, line => line.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Batch_ThatComesAgain_IsKeptOnce()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var at = DateTimeOffset.UtcNow;

        for (var time = 0; time < 3; time++)
            (await side.SendAsync(token, Enumerable.Range(0, 50).Select(i => DecisionEvents.Of($"d-{i}", at)))).Dispose();
        (await side.SendAsync(side.AddToken(), DecisionEvents.Of("d-0", at))).Dispose();

        Assert.Equal(51, side.Decisions.List().Count);
    }

    [Fact]
    public async Task Decision_OfAnotherScope_IsRefusedAndCounted()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken(service: "payments-api");

        using var answer = await side.SendAsync(
            token, DecisionEvents.Of("a"), DecisionEvents.Of("b", null, ("input.environment", "\"staging\"")), DecisionEvents.Of("c", null, ("input.service", "\"billing\"")));

        Assert.Equal("""{"decisions":1,"refused":{"foreign":2}}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["payments-api"], side.Decisions.List().Select(kept => kept.Service));
        var loss = Assert.Single(side.Decisions.Losses);
        Assert.Equal(("production", "opa-1", LossCauses.Foreign, 2), (loss.Environment, loss.Point, loss.Cause, loss.Count));
    }

    [Theory]
    [InlineData("timestamp", "\"yesterday\"", LossCauses.Unreadable)]
    [InlineData("timestamp", "\"2001-01-01T00:00:00Z\"", LossCauses.OutOfTime)]
    [InlineData("timestamp", "\"2999-01-01T00:00:00Z\"", LossCauses.OutOfTime)]
    [InlineData("decision_id", "null", LossCauses.Unreadable)]
    [InlineData("labels", "[]", LossCauses.Unreadable)]
    [InlineData("result", "null", LossCauses.Unreadable)]
    [InlineData("result", "true", LossCauses.Unreadable)]
    [InlineData("result.effect", "\"perhaps\"", LossCauses.Unreadable)]
    [InlineData("result.reason", "\"because\"", LossCauses.Unreadable)]
    public async Task Decision_InNoKnownForm_IsCountedAndTakesNoOtherWithIt(string member, string json, string cause)
    {
        await using var side = await MachineSide.StartAsync();

        using var answer = await side.SendAsync(side.AddToken(), DecisionEvents.Of("bad", null, (member, json)), DecisionEvents.Of("good"));

        Assert.Equal(1, (await answer.AnswerAsync()).GetProperty("refused").GetProperty(cause).GetInt32());
        Assert.Single(side.Decisions.List());
    }

    [Theory]
    [InlineData("d-1", "\\ud800")]
    [InlineData("\\ud800", "opa-1")]
    public async Task Decision_WithHalfACharacter_IsUnreadable(string id, string label)
    {
        await using var side = await MachineSide.StartAsync();
        var json = DecisionEvents.Of("ID").ToJsonString().Replace("\"ID\"", $"\"{id}\"", StringComparison.Ordinal).Replace("opa-1", label, StringComparison.Ordinal);

        using var answer = await side.SendAsync(side.AddToken(), DecisionEvents.Pack(Encoding.UTF8.GetBytes($"[{json}]")));

        Assert.Equal("""{"decisions":0,"refused":{"unreadable":1}}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Decision_AboutSomethingElse_IsPassedOver()
    {
        await using var side = await MachineSide.StartAsync();

        using var answer = await side.SendAsync(side.AddToken(), DecisionEvents.Of("x", null, ("path", "\"system/health\"")));

        Assert.Equal("""{"decisions":0,"refused":{}}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task HostileText_IsMadeHarmlessAndHeldToLimits()
    {
        await using var side = await MachineSide.StartAsync();

        (await side.SendAsync(side.AddToken(), DecisionEvents.Of(
            "h", null, ("labels.id", "\"a\\u0000\\u001b[31m\\u202egpj\""), ("input.path", $"\"/{new string('p', 5_000)}\""), ("input.branch", $"\"{new string('b', 5_000)}\""),
            ("result.grant", "\"<script>\""), ("input.service", "\"../../x\""), ("input.pipeline", "\"not a name\""), ("trace_id", "\"zz\"")))).Dispose();

        var kept = Assert.Single(side.Decisions.List());
        Assert.Equal("a\uFFFD\uFFFD[31m\uFFFDgpj", kept.Point);
        Assert.Equal((2_048, 200), (kept.Path!.Length, kept.Claims["build_branch"].Length));
        Assert.Equal((null, null, null, null), (kept.Grant, kept.Service, kept.Principal, kept.Trace));
    }

    [Fact]
    public async Task Sender_WithoutAPullersToken_IsRefused()
    {
        await using var side = await MachineSide.StartAsync();
        var (api, text) = MachineSide.NewToken(kind: TokenKind.Api);
        side.Get<TokenCache>().Add(api);

        using var nobody = await side.SendAsync(null, DecisionEvents.Of("a"));
        using var automation = await side.SendAsync(text, DecisionEvents.Of("a"));
        using var read = await side.GetAsync("/v1/logs", side.AddToken());

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.MethodNotAllowed), (nobody.StatusCode, automation.StatusCode, read.StatusCode));
        Assert.Empty(side.Decisions.List());
    }

    [Fact]
    public async Task Losses_ThatASenderTells_AreNoted()
    {
        await using var side = await MachineSide.StartAsync();

        (await side.SendAsync(side.AddToken(), DecisionEvents.Pack("[]"u8), lost: "17")).Dispose();

        var loss = Assert.Single(side.Decisions.Losses);
        Assert.Equal((LossCauses.Unsent, 17), (loss.Cause, loss.Count));
        Assert.Equal(0, loss.Hour.Ticks % TimeSpan.TicksPerHour);
    }

    [Fact]
    public async Task Database_Away_DecisionsWaitWithinTheirBoundAndTheRestStaysWithTheSender()
    {
        await using var side = await MachineSide.StartAsync(prepare: s => s.Decisions.IsAway = true, settings: ("Decisions:QueueMegabytes", "1"));
        var token = side.AddToken();
        var at = DateTimeOffset.UtcNow;
        var (sent, refused) = (0, (HttpResponseMessage?)null);

        for (var batch = 0; refused is null; batch++)
        {
            var answer = await side.SendAsync(token, Enumerable.Range(0, 500).Select(i => DecisionEvents.Of($"{batch}-{i}", at)));
            if (answer.StatusCode == HttpStatusCode.OK)
                sent += 500;
            else
                refused = answer;
        }

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(5)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Assert.Equal(sent, side.Get<DecisionMetrics>().Waiting);
        Assert.Contains(side.Get<DegradedParts>().List(), part => part.Key == DegradedParts.Decisions);

        side.Decisions.IsAway = false;
        await MachineSide.WaitUntilAsync(() => side.Decisions.List().Count == sent && side.Get<DecisionMetrics>().Waiting == 0, "what waited to be written");
        Assert.DoesNotContain(side.Get<DegradedParts>().List(), part => part.Key == DegradedParts.Decisions);
        using var again = await side.SendAsync(token, DecisionEvents.Of("again", at));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        refused.Dispose();
    }

    [Fact]
    public async Task Sender_WhoseBodiesNeverEnd_LeavesRoomForOthers()
    {
        await using var side = await MachineSide.StartAsync();
        var (slow, other) = (side.AddToken(), side.AddToken());
        var begun = new List<TcpClient>();
        try
        {
            // Until one of them is refused: those before it are being read.
            for (var isRefused = false; !isRefused && begun.Count < 100;)
            {
                begun.Add(await BeginAsync(side, slow));
                await Task.Delay(20, TestContext.Current.CancellationToken);
                isRefused = begun.Any(client => client.Available > 0);
            }

            using var answer = await side.SendAsync(other, DecisionEvents.Of("a"));

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        finally
        {
            begun.ForEach(client => client.Dispose());
        }

        for (var attempt = 0; !await SendsAsync(side, slow); attempt++)
        {
            Assert.True(attempt < 200, "waited in vain for room for whoever was slow");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Batch_ThatTheDatabaseRefuses_TakesNoOtherWithIt()
    {
        await using var side = await MachineSide.StartAsync(prepare: s => s.Decisions.Refuses = decision => decision.Path == "/bad");
        var token = side.AddToken();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
            (await side.SendAsync(token, DecisionEvents.Of($"{i}", null, ("input.path", i == 4 ? "\"/bad\"" : "\"/good\"")))).Dispose()));

        await MachineSide.WaitUntilAsync(() => side.Get<DecisionMetrics>().Waiting == 0, "the queue to be empty");
        Assert.Equal(9, side.Decisions.List().Count);
        Assert.Contains(side.Log.Lines, line => line.StartsWith("1 decisions of engines were not kept: refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Console_ThatEnds_WritesWhatWaits()
    {
        await using var side = await MachineSide.StartAsync(prepare: s => s.Decisions.IsAway = true);
        (await side.SendAsync(side.AddToken(), DecisionEvents.Of("a"))).Dispose();
        side.Decisions.IsAway = false;

        await side.StopAsync();

        Assert.Single(side.Decisions.List());
    }

    [Fact]
    public async Task Console_ThatMustEndAtOnce_SaysWhatItHasNotKept()
    {
        // No retry comes of itself: the clock stands still.
        await using var side = await MachineSide.StartAsync(prepare: s => s.Decisions.IsAway = true, clock: new FakeTimeProvider(DateTimeOffset.UtcNow));
        var token = side.AddToken();
        var sent = Enumerable.Range(0, 2).Select(i => side.SendAsync(token, DecisionEvents.Of($"{i}", null, ("input.path", "\"/bad\"")))).ToArray();
        await MachineSide.WaitUntilAsync(() => side.Get<DecisionMetrics>().Waiting == 2 && side.Get<DegradedParts>().List().Count > 0, "both to wait");
        using var patience = new CancellationTokenSource();
        var attempts = 0;
        side.Decisions.IsAway = false;
        side.Decisions.Refuses = _ => true;
        side.Decisions.OnWriting = _ =>
        {
            if (++attempts == 2)
                patience.Cancel();
        };

        await side.Get<IEnumerable<IHostedService>>().OfType<DecisionKeeper>().Single().StopAsync(patience.Token);

        Assert.Equal(2, attempts);
        Assert.Equal(0, side.Get<DecisionMetrics>().Waiting);
        // Both were taken at once, or one after the other.
        Assert.Equal(2, side.Log.Lines.Where(line => line.Contains("decisions of engines were not kept: stopped", StringComparison.Ordinal)).Sum(line => line[0] - '0'));
        foreach (var answer in await Task.WhenAll(sent))
            answer.Dispose();
    }

    private static async Task<TcpClient> BeginAsync(MachineSide side, string token)
    {
        var client = new TcpClient();
        await client.ConnectAsync(side.Address.Host, side.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST /v1/logs HTTP/1.1\r\nHost: {side.Address.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Length: 1000\r\n\r\n["), TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task<bool> SendsAsync(MachineSide side, string token)
    {
        using var answer = await side.SendAsync(token, DecisionEvents.Of("b"));
        return answer.StatusCode == HttpStatusCode.OK;
    }

    [Theory]
    [InlineData("RetentionDays", "0", "Decisions__RetentionDays is 0")]
    [InlineData("CountsRetentionDays", "5", "Decisions__CountsRetentionDays is 5")]
    [InlineData("QueueMegabytes", "0", "Decisions__QueueMegabytes is 0")]
    public void Configuration_ThatIsBad_NamesItsKey(string key, string value, string problem)
    {
        var options = new DecisionOptions();
        typeof(DecisionOptions).GetProperty(key)!.SetValue(options, int.Parse(value, System.Globalization.CultureInfo.InvariantCulture));

        var result = new ValidateDecisionOptions().Validate(null, options);

        Assert.Contains(result.Failures!, failure => failure.StartsWith(problem, StringComparison.Ordinal));
    }
}
