using System.Net;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Points;
using AccessConsole.Rollouts;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Engines.Pull;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>Staged rollouts that the console lets go on, halts or takes back by itself, by what engines told over real HTTP.</summary>
public sealed class StageHealthKeeperTests : IAsyncLifetime
{
    private const string Removal = """{"delete":{"grants":["deploy-reads-staging"]}}""";

    private readonly ShiftedClock clock = new();
    private readonly ConsoleFixture console;
    private HttpClient canary = null!;

    public StageHealthKeeperTests(PostgresFixture postgres) => console = new ConsoleFixture(postgres) { Clock = clock };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ConsoleHost Host => console.Host;

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        var made = await Host.Bootstrap.CallAsync("POST", "/api/v1/tokens", """{"kind":"puller","environment":"staging","target":"opa","labels":{"ring":"canary"}}""").JsonAsync();
        canary = Host.WithToken(made.Text("token"));
    }

    public async ValueTask DisposeAsync()
    {
        canary.Dispose();
        await console.DisposeAsync();
    }

    [Fact]
    public async Task Canary_ThatRunsIt_LetsItGoOnByItself()
    {
        var revision = await StageAsync("onHealth", afterSeconds: 600, "{\"minDecisions\":0}", SmallPolicy.GrantPatch("staging"));
        await ReportAsync(revision);
        await PassAsync(revision, told => told.Activated == 1);

        var done = await WaitAsync(revision, rollout => !rollout.IsLive || rollout.State == StagedRolloutState.Halted);

        Assert.Equal((StagedRolloutState.Complete, null), (done.State, done.Reason));
        Assert.Equal(ActorKind.System, (await EventAsync(revision, AuditActions.RolloutCompleted)).Actor.Kind);
    }

    [Fact]
    public async Task Canary_ThatDoesNotRunIt_HaltsItAtItsTime_AndIsNotTakenBack()
    {
        var revision = await StageAsync("onHealth", afterSeconds: 600, "{\"minDecisions\":0,\"takesBack\":true}", SmallPolicy.GrantPatch("staging"));
        await ReportAsync(1);
        await PassAsync(revision, told => told.Points == 1);

        var halted = await WaitAsync(revision, rollout => rollout.State is StagedRolloutState.Halted or StagedRolloutState.TakenBack);

        Assert.Equal(StagedRolloutState.Halted, halted.State);
        Assert.Contains("1 of 1 enforcement points that have it do not run it", halted.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_TakesItBack_WhereThatLetsNobodyIn()
    {
        var revision = await StageAsync("byHand", afterSeconds: null, "{\"takesBack\":true}", SmallPolicy.GrantPatch("staging"));
        await ReportAsync(1, "bundle \\u202e cannot be activated");
        await PassAsync(revision, told => told.Failing == 1);

        var ended = await WaitAsync(revision, rollout => rollout.State == StagedRolloutState.TakenBack);

        var taken = await Host.Get<IPolicyStore>().FindRevisionAsync(ended.EndedBy!.Value, Cancellation);
        Assert.Contains($"Take back revision {revision}: 1 of 1 enforcement points that have it report an error, 0 may; one says: bundle   cannot be activated", taken!.Summary, StringComparison.Ordinal);
        using var bundle = await canary.PullAsync();
        Assert.Equal(ended.EndedBy, bundle.Revision());
        Assert.DoesNotContain("added", await Host.Bootstrap.GetStringAsync("/api/v1/policy", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_OfAChangeThatTookAccessAway_WaitsForAPerson_SinceReportsLetNobodyIn()
    {
        var revision = await StageAsync("byTime", afterSeconds: 3_600, """{"takesBack":true}""", Removal);
        await ReportAsync(1, "cannot be activated");
        await PassAsync(revision, told => told.Failing == 1);

        // It is halted only once taking it back was refused.
        var halted = await WaitAsync(revision, rollout => rollout.State is StagedRolloutState.Halted or StagedRolloutState.TakenBack);

        Assert.Equal(StagedRolloutState.Halted, halted.State);
        Assert.DoesNotContain("deploy-reads-staging", await Host.Bootstrap.GetStringAsync("/api/v1/policy", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RiseOfDenials_HaltsAStageThatGoesOnByTime()
    {
        await ReportAsync(1);
        var point = await Eventually.GetAsync(() => Task.FromResult(Host.Get<EnforcementPoints>().List().SingleOrDefault(p => p.Name == "canary-1")), "the canary to be listed");
        await AddHundredAsync(LoggedDecisions.Granted("deploy-reads-staging", DateTimeOffset.UtcNow.AddMinutes(-10)).By(point));
        var revision = await StageAsync("byTime", afterSeconds: 3_600, "{}", Removal);
        await ReportAsync(1);
        await AddHundredAsync(LoggedDecisions.Granted("deploy-reads-staging", DateTimeOffset.UtcNow.AddMinutes(2)).By(point).Refused());
        await PassAsync(revision, told => told.After.All == 100);

        var halted = await WaitAsync(revision, rollout => rollout.State == StagedRolloutState.Halted);

        Assert.StartsWith("100 % of 100 requests were denied since, after 0 % of 100 in the hour before", halted.Reason, StringComparison.Ordinal);
    }

    private async Task<int> StageAsync(string advance, int? afterSeconds, string health, string patch)
    {
        var time = afterSeconds is { } seconds ? $""","afterSeconds":{seconds}""" : "";
        var plan = $$$"""{"stages":[{"name":"canary","labels":{"ring":"canary"},"advance":"{{{advance}}}"{{{time}}}}],"health":{{{health}}}}""";
        await Host.PlanAsync("staging", plan);
        return (await Host.Bootstrap.CallAsync("PATCH", "/api/v1/policy?publish=true&staged=true", patch).JsonAsync()).Number("revision");
    }

    private async Task ReportAsync(int revision, string message = "")
    {
        using var answer = await canary.CallAsync("POST", "/v1/status", $$$$"""{"labels":{"name":"canary-1"},"bundles":{"access":{"active_revision":"{{{{revision}}}}","message":"{{{{message}}}}"}}}""");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private Task<int> AddHundredAsync(LoggedDecision decision) =>
        Host.Get<IDecisionLog>().AddAsync([.. Enumerable.Range(0, 100).Select(_ => decision with { Id = Guid.NewGuid() })], [], Cancellation);

    private async Task<StagedRollout> FindAsync(int revision) => (await Host.Get<IStagedRolloutStore>().FindAsync(revision, Cancellation)).Single();

    private Task<StagedRollout> WaitAsync(int revision, Predicate<StagedRollout> isThere) => Eventually.GetAsync(
        async () => await FindAsync(revision) is var rollout && isThere(rollout) ? rollout : null, $"revision {revision} to come there");

    /// <summary>Lets the time go by in which an error may still be of what was before, and that of a stage with a time, once the console knows what was told.</summary>
    private async Task PassAsync(int revision, Predicate<StageEvidence> isTold)
    {
        var rollout = await FindAsync(revision);
        await Eventually.HoldsAsync(async () => isTold(await Host.Get<StagedReading>().FindEvidenceAsync(rollout, Cancellation)), "what was told to be known");
        clock.Shift += TimeSpan.FromMinutes(11);
    }

    private async Task<AuditEvent> EventAsync(int revision, string action) =>
        (await Host.Get<IAuditLog>().ListAsync(new AuditFilter(action, Subject: $"rollout/{revision}/staging"), null, 1, Cancellation)).Single().Event;
}
