using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Deciding;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AccessConsole.Tests.Distribution.Deciding;

/// <summary>What was decided over HTTP is in the log of decisions.</summary>
public sealed class DecidedLogTests
{
    private const string TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public async Task Decision_AskedForByJson_IsKeptInTheOneFormAndWithoutSecrets()
    {
        await using var side = await DecideEndpointTests.StartAsync();
        var job = NginxPolicies.Token(0, new JsonObject
        {
            ["organization_slug"] = "acme",
            ["pipeline_slug"] = "deploy",
            ["build_number"] = 1417,
            ["job_id"] = "0190046e-e199-453b-a302-a21a4d649d31",
            ["build_branch"] = "release/\u202e1",
            ["step_key"] = new string('x', 201),
            ["agent_tag:secret"] = "s3cret",
        });

        var asker = side.AddToken("production");
        await side.AskAsync(asker, Request(job, "/a/b"));

        var kept = Assert.Single(await KeptAsync(side, 1));
        Assert.Equal(
            ("allow", "granted", "deploy-may", "pipeline/deploy", "enforce", 1, null),
            (kept.Effect, kept.Reason, kept.Grant, kept.Principal, kept.Mode, kept.Revision, (Target?)kept.Target));
        Assert.Equal(("http", "production", "api", "GET", "/a/b"), (kept.Source, kept.Environment, kept.Service, kept.Method, kept.Path));
        Assert.Equal(("acme/deploy#1417", "0190046e-e199-453b-a302-a21a4d649d31", "release/\uFFFD1"), (kept.Build, kept.Job, kept.Claims["build_branch"]));
        Assert.Equal(["build_branch", "build_number", "job_id", "organization_slug", "pipeline_slug"], kept.Claims.Keys);
        Assert.Equal(TokenText.Shown(asker), kept.Point);
        Assert.DoesNotContain("s3cret", JsonSerializer.Serialize(kept), StringComparison.Ordinal);
        Assert.DoesNotContain(job.Split('.')[2], JsonSerializer.Serialize(kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_OfOneCall_AreKeptEach()
    {
        await using var side = await DecideEndpointTests.StartAsync();
        var forged = TokenForge.Tampered(NginxPolicies.Token(0, new JsonObject { ["job_id"] = "forged" }));

        await side.AskAsync(side.AddToken("production"), new JsonObject
        {
            ["environment"] = "production",
            ["method"] = "GET",
            ["requests"] = new JsonArray(
                new JsonObject { ["service"] = "api", ["path"] = "/x", ["token"] = NginxPolicies.Token() },
                new JsonObject { ["service"] = "api", ["path"] = "/healthz" },
                new JsonObject { ["service"] = "api", ["path"] = "/y?access_token=s3cret", ["token"] = NginxPolicies.Token() },
                new JsonObject { ["service"] = "api", ["path"] = $"/{new string('p', 3_000)}", ["token"] = forged },
                new JsonObject { ["service"] = "<script>\u0000", ["path"] = "/x" }),
        });

        var kept = (await KeptAsync(side, 5)).OrderBy(decision => decision.Reason, StringComparer.Ordinal).ThenBy(decision => decision.Path, StringComparer.Ordinal).ToArray();
        Assert.Equal(
            [("granted", "/healthz", null), ("granted", "/x", "deploy-may"), ("path_not_canonical", "/y", null), ("token_invalid", null, null), ("unknown_service", "/x", null)],
            kept.Select(decision => (decision.Reason, decision.Path, decision.Grant)));
        Assert.Equal((0, "signature"), (kept[3].Claims.Count, kept[3].Detail));
        Assert.Null(kept[4].Service);
        Assert.Equal(5, kept.Select(decision => decision.Id).Distinct().Count());
    }

    [Fact]
    public async Task Decision_OfAnEnginesQuestion_IsKeptWithItsTrace()
    {
        await using var side = await DecideEndpointTests.StartAsync();

        await side.SendAsync(
            "GET /v1/authz/production/api/a%20b?access_token=s3cret", new("Access-Console-Token", side.AddToken("production")), new("Authorization", $"Bearer {NginxPolicies.Token()}"),
            new("traceparent", TraceParent), new("Cookie", "s3cret"));

        var kept = Assert.Single(await KeptAsync(side, 1));
        Assert.Equal(("granted", "/a%20b", "4bf92f3577b34da6a3ce929d0e0e4736"), (kept.Reason, kept.Path, kept.Trace));
        Assert.DoesNotContain("s3cret", JsonSerializer.Serialize(kept), StringComparison.Ordinal);
    }

    [Fact]
    public void Decisions_BeyondTheBound_AreCountedByWhoAsked()
    {
        var log = new DecidedLog();
        var (token, _) = MachineSide.NewToken(kind: TokenKind.Decide);
        var noting = log.Begin(new LiveToken(token), new DefaultHttpContext());
        var decided = new LiveDecision(1, DateTimeOffset.UtcNow, new Verdict(DecisionReason.NoGrant, Mode: Mode.Enforce), HasCredential: false, Claims: null);
        for (var i = 0; i < DecidedLog.MostWaiting + 7; i++)
            noting.Add(new AskedRequest(default, "production", "api", "GET", "/"), decided);
        noting.End();

        var (requests, lost) = log.Take();

        Assert.Equal((DecidedLog.MostWaiting, 7), (requests.Count, Assert.Single(lost).Value));
        Assert.Equal(("production", token.Prefix), lost.Keys.Single());
        Assert.Empty(log.Take().Lost);
        noting = log.Begin(new LiveToken(token), new DefaultHttpContext());
        noting.Add(new AskedRequest(default, "production", "api", "GET", "/"), decided);
        Assert.Single(log.Take().Requests);
    }

    [Fact]
    public void Decision_OfHugeTexts_WaitsWithoutThem()
    {
        var log = new DecidedLog();
        var (token, _) = MachineSide.NewToken(kind: TokenKind.Decide);
        var huge = new string('x', 3_000_000);
        var context = new DefaultHttpContext { Request = { Headers = { TraceParent = huge } } };
        var decided = new LiveDecision(1, DateTimeOffset.UtcNow, new Verdict(DecisionReason.NoGrant, Mode: Mode.Enforce), HasCredential: false, Claims: null);
        var noting = log.Begin(new LiveToken(token), context);

        noting.Add(new AskedRequest(default, "production", huge, huge, $"/{huge}"), decided);
        noting.Add(new AskedRequest(default, "production", "api", "GET", $"/a?{huge}"), decided);

        var requests = log.Take().Requests;
        Assert.Equal([(null, new string('x', 200), null, null), ("api", "GET", "/a", null)], requests.Select(request => (request.Service, request.Method, request.Path, request.TraceParent)));
    }

    [Fact]
    public async Task Decision_ThatNoLineCanBeMadeOf_IsToldAsLost_AndThoseBesideAndAfterItAreKept()
    {
        await using var side = await DecideEndpointTests.StartAsync();
        var (token, _) = MachineSide.NewToken(kind: TokenKind.Decide);
        var noting = side.Side.Get<DecidedLog>().Begin(new LiveToken(token), new DefaultHttpContext());
        foreach (var reason in (DecisionReason[])[DecisionReason.NoGrant, (DecisionReason)9_999, DecisionReason.NoGrant])
            noting.Add(new AskedRequest(default, "production", "api", "GET", "/beside"), new LiveDecision(1, DateTimeOffset.UtcNow, new Verdict(reason, Mode: Mode.Enforce), HasCredential: false, Claims: null));

        await KeptAsync(side, 2);
        await side.AskAsync(side.AddToken("production"), Request(null, "/after"));

        Assert.Equal(["/beside", "/beside", "/after"], (await KeptAsync(side, 3)).Select(decision => decision.Path));
        var loss = Assert.Single(side.Side.Decisions.Losses);
        Assert.Equal(("production", token.Prefix, LossCauses.Unreadable, 1), (loss.Environment, loss.Point, loss.Cause, loss.Count));
    }

    [Fact]
    public async Task Database_Away_AnswersGoOnAndWhatFoundNoRoomIsToldAfterwards()
    {
        await using var side = await DecidingSide.StartAsync(s => s.Decisions.IsAway = true, ("Decisions:QueueMegabytes", "1"));
        side.Advance(NginxPolicies.Document(NginxPolicies.DeploymentTo("http://10.0.0.1:8080"), NginxPolicies.Grant));
        var token = side.AddToken("production");
        var asked = 0;
        for (; !IsSaid(side); asked += 1_000)
        {
            Assert.True(asked < 500_000, "the queue is never full");
            Assert.Equal(HttpStatusCode.OK, (await side.AskAsync(token, Request(null, "/x", 1_000))).Status);
        }

        Assert.Empty(side.Side.Decisions.List());

        side.Side.Decisions.IsAway = false;

        await MachineSide.WaitUntilAsync(
            () => side.Side.Decisions.List().Count + side.Side.Decisions.Losses.Where(loss => loss.Cause == LossCauses.NoRoom).Sum(loss => loss.Count) == asked,
            "every decision to be kept or told as lost",
            seconds: 60);
        Assert.Contains(side.Side.Decisions.Losses, loss => loss.Cause == LossCauses.NoRoom && loss.Environment == "production");
    }

    [Fact]
    public async Task Console_ThatEnds_KeepsWhatWaits()
    {
        await using var side = await DecideEndpointTests.StartAsync();
        await side.AskAsync(side.AddToken("production"), Request(null, "/x"));
        await side.Side.StopAsync();
        Assert.Single(side.Side.Decisions.List());
    }

    private static bool IsSaid(DecidingSide side) => side.Side.Log.Lines.Any(line => line.StartsWith("there is no room for all decisions over HTTP", StringComparison.Ordinal));

    private static JsonObject Request(string? job, string path, int times = 1)
    {
        var request = new JsonObject { ["environment"] = "production", ["service"] = "api", ["method"] = "GET", ["token"] = job };
        if (times == 1)
            request["path"] = path;
        else
            request["requests"] = new JsonArray([.. Enumerable.Range(0, times).Select(_ => new JsonObject { ["path"] = path })]);
        return request;
    }

    private static async Task<IReadOnlyList<LoggedDecision>> KeptAsync(DecidingSide side, int count)
    {
        await MachineSide.WaitUntilAsync(() => side.Side.Decisions.List().Count >= count, $"{count} decisions");
        return side.Side.Decisions.List();
    }
}
