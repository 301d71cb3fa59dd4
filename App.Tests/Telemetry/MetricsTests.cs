using System.Globalization;
using System.Net;
using AccessConsole.Core.Ports;
using AccessConsole.Telemetry;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Xunit;

namespace AccessConsole.Tests.Telemetry;

/// <summary>What an operator reads of the console, and who may.</summary>
public sealed class MetricsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Token = "metrics-token-of-the-tests-0123456789";

    private readonly DatabaseFixture database = new(postgres);

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Metrics_AreNobodysWithoutTokenOrAddress()
    {
        await using var closed = await StartAsync();
        await closed.Anonymous.CallAsync("GET", "/metrics").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await closed.Bootstrap.CallAsync("GET", "/metrics").ProblemAsync(HttpStatusCode.NotFound, "not_found");

        await using var open = await StartAsync(("Metrics:Token", Token));
        foreach (var nobody in new[] { open.Anonymous, open.Bootstrap, open.WithToken(Token[..^1]) })
            await nobody.CallAsync("GET", "/metrics").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Contains("access_revision", await ReadAsync(open.WithToken(Token), "/metrics"), StringComparison.Ordinal);
        // It opens this door alone.
        using var policy = await open.WithToken(Token).CallAsync("GET", "/api/v1/policy");
        Assert.Equal(HttpStatusCode.Unauthorized, policy.StatusCode);
    }

    [Fact]
    public async Task Metrics_AtAnAddressOfTheirOwn_NeedNoTokenAndBringNothingElseWithThem()
    {
        var own = $"http://127.0.0.1:{FreePorts.Take()}";
        await using var database = await OwnDatabase.StartAsync();
        using var directory = TemporaryDirectory.Create();
        using var console = await ConsoleProcess.StartAsync(database.ConnectionString, directory.Path, ("Metrics__Url", own));
        using var prometheus = new HttpClient { BaseAddress = new Uri(own) };

        Assert.Contains("access_revision", await ReadAsync(prometheus, "/metrics"), StringComparison.Ordinal);
        foreach (var path in new[] { "/", "/signin", "/api/v1/policy", "/openapi/v1.json" })
        {
            using var elsewhere = await prometheus.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        }

        using var atTheConsole = await console.Client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, atTheConsole.StatusCode);
    }

    [Fact]
    public async Task Metrics_SayWhatHappened()
    {
        await using var neighbour = await StartAsync(("Metrics:Token", Token));
        await using var host = await StartAsync(("Metrics:Token", Token));
        await host.SeedAsync(SmallPolicy.Yaml);
        var puller = host.WithToken((await host.Bootstrap.MakePullerTokenAsync()).Text);
        using var bundle = await puller.PullAsync();
        using var same = await puller.PullAsync(bundle.Headers.ETag!.Tag);
        using var outside = await puller.PullAsync(path: "/v1/bundles/production/opa");
        using var unknown = await host.WithToken(TokenText.Create(TokenKind.Puller)).PullAsync();
        using var unknownToApi = await host.WithToken(TokenText.Create(TokenKind.Api)).CallAsync("GET", "/api/v1/policy");
        foreach (var (name, revision) in new[] { ("a", 1), ("b", 0) })
            (await puller.CallAsync("POST", "/v1/status", $$$$"""{"labels":{"id":"{{{{name}}}}"},"bundles":{"access":{"active_revision":"{{{{revision}}}}"}}}""")).Dispose();
        await host.Bootstrap.PatchPolicyAsync("""{"delete":{"grants":["nothing"]}}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        var held = puller.PullAsync(bundle.Headers.ETag!.Tag, wait: 50);

        await Eventually.HoldsAsync(async () => ValueOf(await MetricsAsync(host), "access_polls_held") == 1, "a poll to be held");
        var metrics = await MetricsAsync(host);

        Assert.Equal(1, ValueOf(metrics, "access_revision"));
        Assert.Equal(1, ValueOf(metrics, "access_bundle_answers_total", "status=\"200\"", "target=\"opa\""));
        Assert.Equal(1, ValueOf(metrics, "access_bundle_answers_total", "status=\"304\"", "target=\"opa\""));
        Assert.Equal(1, ValueOf(metrics, "access_machine_refusals_total", "code=\"out_of_scope\"", "status=\"403\""));
        Assert.Equal(1, ValueOf(metrics, "access_token_refusals_total", "reason=\"out_of_scope\"", "side=\"machine\""));
        Assert.Equal(1, ValueOf(metrics, "access_token_refusals_total", "reason=\"refused\"", "side=\"machine\""));
        Assert.Equal(1, ValueOf(metrics, "access_token_refusals_total", "reason=\"refused\"", "side=\"management\""));
        Assert.Equal(1, ValueOf(metrics, "access_enforcement_points", "environment=\"staging\"", "state=\"current\""));
        Assert.Equal(1, ValueOf(metrics, "access_enforcement_points", "environment=\"staging\"", "state=\"behind\""));
        Assert.Equal(0, ValueOf(metrics, "access_enforcement_points", "environment=\"staging\"", "state=\"stale\""));
        Assert.Equal(1, ValueOf(metrics, "access_database_reachable"));
        Assert.Equal(0, ValueOf(metrics, "access_catalog_age_seconds"));
        Assert.Equal(1, ValueOf(metrics, "access_publish_duration_seconds_count", "result=\"published\""));

        await host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "waking")).JsonAsync();
        (await held).Dispose();
    }

    [Fact]
    public async Task UiReadiness_FollowsTheDatabaseAndBundlesDoNot()
    {
        await using var own = await OwnDatabase.StartAsync();
        await using var host = await ConsoleHost.StartAsync(own.ConnectionString);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await ReadinessAsync(host));

        await own.StopAsync();
        await Eventually.HoldsAsync(async () => await ReadinessAsync(host) == (HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), "people's side to be unready");

        await own.StartAgainAsync();
        await Eventually.HoldsAsync(async () => await ReadinessAsync(host) == (HttpStatusCode.OK, HttpStatusCode.OK), "both to be ready");
    }

    [Fact]
    public async Task Otlp_WhereACollectorIsNamed_BringsMetricsAndTraces()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using (var host = await StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "200")))
        {
            using var answer = await host.Bootstrap.CallAsync("GET", "/api/v1/policy");
            await Eventually.HoldsAsync(() => Task.FromResult(collector.Holds("/v1/metrics", "access.revision") && collector.Holds("/v1/traces", "/api/v1/policy")), "both to arrive");
        }

        Assert.True(collector.Holds("/v1/metrics", "access-console"));
    }

    [Fact]
    public async Task Otlp_OfAPublish_TellsItsPhases()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var host = await StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "200"));
        await host.Bootstrap.PutPolicyAsync(SmallPolicy.With("approvals: 2", "approvals: 0")).JsonAsync();

        foreach (var phase in new[] { Phases.ReadDocument, Phases.CompareDocument, Phases.Review, Phases.Seal, Phases.Write, Phases.Announce })
            await Eventually.HoldsAsync(() => Task.FromResult(collector.Holds("/v1/traces", phase)), $"the span `{phase}` to arrive");
    }

    private Task<ConsoleHost> StartAsync(params (string, string)[] settings) => ConsoleHost.StartAsync(database.ConnectionString, settings: settings);

    private static async Task<(HttpStatusCode Bundles, HttpStatusCode Ui)> ReadinessAsync(ConsoleHost host)
    {
        using var bundles = await host.Anonymous.CallAsync("GET", "/readyz");
        using var ui = await host.Anonymous.CallAsync("GET", "/readyz/ui");
        return (bundles.StatusCode, ui.StatusCode);
    }

    private static async Task<string> MetricsAsync(ConsoleHost host)
    {
        using var reader = host.WithToken(Token);
        return await ReadAsync(reader, "/metrics");
    }

    private static async Task<string> ReadAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Of the one series with this name and these labels; null where there is none.</summary>
    private static double? ValueOf(string metrics, string name, params string[] labels)
    {
        var line = metrics.Split('\n').SingleOrDefault(l => (l.StartsWith(name + "{", StringComparison.Ordinal) || l.StartsWith(name + " ", StringComparison.Ordinal))
            && labels.All(label => l.Contains(label, StringComparison.Ordinal)));
        // A value, and maybe its time, follow the labels.
        return line is null ? null : double.Parse(line[(line.LastIndexOf('}') + 1)..].Replace(name, "", StringComparison.Ordinal).Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
