using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Cli;
using AccessConsole.Tests.Engines.Pull;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.LeastPrivilege;

/// <summary>Observed access, as of any moment, and its signed export.</summary>
public sealed class ObservedEndpointTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ShiftedClock clock = new();
    private DatabaseFixture database = null!;
    private ConsoleHost host = null!;

    public async ValueTask InitializeAsync()
    {
        database = new DatabaseFixture(postgres);
        await database.InitializeAsync();
        host = await ConsoleHost.StartAsync(database.ConnectionString, clock: clock);
        await LoggedTraffic.SeedLongAgoAsync(host, clock, SmallPolicy.Yaml);
        await LoggedTraffic.WriteAsync(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Observed_IsLaidOverWhatIsDeclared_WithWhoBroughtIt()
    {
        var carol = await host.SignInAsync("carol");
        var observed = await carol.CallAsync("GET", "/api/v1/access/observed?days=10&service=name%3Dpayments").JsonAsync();
        Assert.Equal(
            [("refused", "staging", 3), ("never_observed", "production", 0), ("observed", "staging", 110)],
            observed["edges"]!.AsArray().Select(e => (e!.Text("state"), e!.Text("environment"), e!.Number("count"))).OrderBy(e => e.Item1 == "refused" ? "" : e.Item1));
        Assert.Equal("pipeline/deploy", observed["edges"]![0]!.Text("caller"));
        Assert.Equal("no_grant", observed["edges"]![0]!.Text("reason"));
        Assert.Equal(1, observed["edges"]![1]!["broughtBy"]!.Number("revision"));
        var graph = await carol.CallAsync("GET", "/api/v1/access/graph?mode=observed&focus=pipeline/deploy").JsonAsync();
        Assert.Contains("refused", graph["edges"]!.AsArray().Select(e => e!.Text("state")));
        Assert.Contains("observed", graph["edges"]!.AsArray().Select(e => e!.Text("state")));
    }

    [Fact]
    public async Task Observed_AsOfAnEarlierInstant_IsWhatWasObservedBefore()
    {
        var carol = await host.SignInAsync("carol");
        var earlier = Uri.EscapeDataString(clock.GetUtcNow().AddDays(-20).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        var observed = await carol.CallAsync("GET", $"/api/v1/access/observed?at={earlier}").JsonAsync();
        Assert.Equal(0, observed.Number("undeclared"));
        Assert.All(observed["edges"]!.AsArray(), edge => Assert.Equal(("unproven", 0), (edge!.Text("state"), edge!.Number("count"))));
        await carol.CallAsync("GET", "/api/v1/access/observed?days=401").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await carol.CallAsync("GET", "/api/v1/access/observed?revision=99").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Export_SignedAndVerified_ToleratesNoChange()
    {
        var auditor = await host.WithApiTokenAsync(host.Bootstrap, ConsoleRole.Auditor);
        using var directory = TemporaryDirectory.Create();
        var (file, key) = (Path.Combine(directory.Path, "access.jsonl"), Path.Combine(directory.Path, "log.key"));
        await File.WriteAllTextAsync(key, await auditor.GetStringAsync("/api/v1/audit/key", Cancellation), Cancellation);
        var around = Accessctl.Toward(host.Address.ToString(), auditor.DefaultRequestHeaders.Authorization!.Parameter);
        var exported = await Accessctl.RunAsync(around, "access", "export", file, "--days", "10");
        Assert.True(exported.ExitCode == 0, exported.Error);
        var lines = await File.ReadAllLinesAsync(file, Cancellation);
        Assert.Equal(1, (await Accessctl.RunAsync(around, "access", "export", file)).ExitCode);

        var genuine = await VerifyAsync();
        Assert.True(genuine.ExitCode == 0, genuine.Error);
        Assert.Equal(lines.Length - 1, genuine.Json.Number("lines"));

        Assert.Equal("file_hash", await RefusalOfAsync([lines[0], lines[1].Replace("\"count\":3", "\"count\":4", StringComparison.Ordinal), .. lines[2..]]));
        Assert.Equal("file_hash", await RefusalOfAsync([lines[0], .. lines[2..]]));
        Assert.Equal("unsigned", await RefusalOfAsync(lines[..^1]));
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(key, new NoteKey("other/log", SigningKeys.PublicPartOf(stranger)).ToString(), Cancellation);
        Assert.Equal("unknown_key", await RefusalOfAsync(lines));

        var events = await host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.Exported), null, 10, Cancellation);
        Assert.Contains(events, e => e.Event.Details.GetValueOrDefault("what") == "observed access" && e.Event.Details["filter"]!.Contains("format=signed", StringComparison.Ordinal));

        Task<AccessctlRun> VerifyAsync() => Accessctl.RunAsync(["access", "verify", file, "--key", key, "-o", "json"]);

        async Task<string> RefusalOfAsync(params string[] changed)
        {
            await File.WriteAllTextAsync(file, string.Concat(changed.Select(line => line + "\n")), Cancellation);
            var run = await VerifyAsync();
            Assert.Equal(1, run.ExitCode);
            return JsonNode.Parse(run.Output)!["error"]!.Text("code");
        }
    }

    [Fact]
    public async Task Export_AsCsv_HasStateAndApprovers_AndIsForAuditors()
    {
        var auditor = await host.WithApiTokenAsync(host.Bootstrap, ConsoleRole.Auditor);
        var csv = await auditor.GetStringAsync("/api/v1/access/observed/export?days=10", Cancellation);
        Assert.Contains("caller,service,environment,state,grant or reason", csv, StringComparison.Ordinal);
        Assert.Contains("pipeline/deploy,payments,staging,refused,no_grant", csv, StringComparison.Ordinal);
        Assert.Contains("pipeline/deploy,payments,production,never_observed,deploy-reads-production", csv, StringComparison.Ordinal);
        await auditor.CallAsync("GET", "/api/v1/access/observed/export?format=pdf").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        var carol = await host.SignInAsync("carol");
        await carol.CallAsync("GET", "/api/v1/access/observed/export").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Scoped_PersonSeesNothingObservedElsewhere()
    {
        var scoped = host.WithSession("erin", clock.GetUtcNow(), new RoleAssignment(ConsoleRole.Editor, ["production"]));
        var observed = await scoped.CallAsync("GET", "/api/v1/access/observed?days=10").JsonAsync();
        Assert.All(observed["edges"]!.AsArray(), edge => Assert.Equal("production", edge!.Text("environment")));
        Assert.Equal(2, observed["of"]!.Number("beyond"));
    }

    [Fact]
    public async Task Scoped_ByLabels_PersonSeesWhatTheLabelsReachNow_WhateverRevisionIsNamed()
    {
        var formerly = await host.SeedAsync(SmallPolicy.With("- name: payments\n    deployments", "- name: payments\n    labels: { team: ledger }\n    deployments"));
        await host.SeedAsync(SmallPolicy.With("- name: payments\n    deployments", "- name: payments\n    labels: { team: shop }\n    deployments"));
        var now = Uri.EscapeDataString(clock.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        var address = $"/api/v1/access/observed?days=10&revision={formerly}&at={now}";

        var left = await OfTeam("ledger").CallAsync("GET", address).JsonAsync();
        var owner = await OfTeam("shop").CallAsync("GET", address).JsonAsync();

        Assert.Empty(left["edges"]!.AsArray());
        Assert.Contains(owner["edges"]!.AsArray(), edge => edge!.Number("count") == 110);

        HttpClient OfTeam(string team) => host.WithSession(team, clock.GetUtcNow(), new RoleAssignment(ConsoleRole.Editor, [], RoleScope.LabelsOf([("team", team)])));
    }

    [Fact]
    public async Task Scoped_PersonIsToldNoLossesOfElsewhere()
    {
        var hour = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        await host.Get<IDecisionLog>().AddAsync([], [new DecisionLoss(hour, "staging", "opa-1", "unsent", 5), new DecisionLoss(hour, "production", "opa-2", "unsent", 2)], Cancellation);
        var scoped = host.WithSession("erin", clock.GetUtcNow(), new RoleAssignment(ConsoleRole.Editor, ["production"]));

        Assert.Equal(2, (await scoped.CallAsync("GET", "/api/v1/access/observed?days=10").JsonAsync())["of"]!.Number("lost"));
        var carol = await host.SignInAsync("carol");
        Assert.Equal(7, (await carol.CallAsync("GET", "/api/v1/access/observed?days=10").JsonAsync())["of"]!.Number("lost"));
    }

    [Fact]
    public async Task Observed_AtTheBeginningOfTime_IsNothing()
    {
        var carol = await host.SignInAsync("carol");
        foreach (var at in (string[])["0001-01-01T00:00:00Z", "0001-01-20T00:00:00Z", "9999-12-31T23:59:59Z"])
            Assert.Equal(HttpStatusCode.OK, (await carol.CallAsync("GET", $"/api/v1/access/observed?revision=1&days=400&at={Uri.EscapeDataString(at)}")).StatusCode);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
