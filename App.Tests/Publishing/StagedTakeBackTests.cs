using System.Net;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.Rollouts;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>A take-back is for what was seen, and for what nobody has as a whole.</summary>
public sealed class StagedTakeBackTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly ConsoleUser Console = new(Actor.System, []);

    private readonly DatabaseFixture database = new(postgres);
    private ConsoleHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IStagedRolloutStore Store => host.Get<IStagedRolloutStore>();

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        host = await ConsoleHost.StartAsync(database.ConnectionString);
        await host.SeedAsync(SmallPolicy.Yaml);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task TakeBack_OfWhatSomebodyActedOnMeanwhile_IsRefused()
    {
        var desk = host.Get<RolloutDesk>();
        var revision = await StageAsync("staging");
        var seen = (await desk.FindAsync(revision, "staging", Cancellation))!;
        await ActAsync(revision, "halt").JsonAsync();
        Assert.Equal(PublishRefusalKind.Conflict, (await desk.TakeBackAsync(Console, seen, Cancellation)).Refusal?.Kind);
        await ActAsync(revision, "resume").JsonAsync();
        Assert.Equal(PublishRefusalKind.Conflict, (await desk.TakeBackAsync(Console, seen, Cancellation)).Refusal?.Kind);
        await ActAsync(revision, "promote").JsonAsync();
        Assert.Equal(PublishRefusalKind.Conflict, (await desk.TakeBackAsync(Console, seen, Cancellation)).Refusal?.Kind);

        var promoted = (await Store.FindAsync(revision, Cancellation)).Single();
        Assert.Equal((StagedRolloutState.Going, 1), (promoted.State, promoted.Reached));
        // What an act gave back was not read from the database, which keeps less of an instant.
        var halted = (await desk.HaltAsync(promoted, "the canaries fail", Cancellation)).Rollout!;
        var resumed = (await desk.ResumeAsync(Console, halted, Cancellation)).Rollout!;
        Assert.Equal(StagedRolloutState.TakenBack, (await desk.TakeBackAsync(Console, resumed, Cancellation)).Rollout?.State);
    }

    [Fact]
    public async Task TakeBack_OfWhatAnotherEnvironmentHasAsAWhole_NeedsADraft()
    {
        var revision = await StageAsync("staging", "production");
        await ActAsync(revision, "promote", "production").JsonAsync();
        await ActAsync(revision, "promote", "production").JsonAsync();

        var refusal = await ActAsync(revision, "take-back").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Contains($"has reached everybody in `production`, where this would take it back too: undo it by a draft (POST /api/v1/revisions/{revision}/undo)", refusal.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(
            [("production", StagedRolloutState.Complete), ("staging", StagedRolloutState.Going)],
            (await Store.FindAsync(revision, Cancellation)).Select(r => (r.Environment, r.State)));
    }

    private Task<HttpResponseMessage> ActAsync(int revision, string act, string environment = "staging") =>
        host.Bootstrap.CallAsync("POST", $"/api/v1/rollouts/{revision}/{environment}/{act}");

    /// <summary>Publishes one grant to the first stage of each of these environments.</summary>
    private async Task<int> StageAsync(params string[] environments)
    {
        foreach (var environment in environments)
        {
            const string Stages = """{"stages":[{"name":"canary","labels":{"ring":"canary"}},{"name":"early","labels":{"ring":"early"}}]}""";
            await host.Bootstrap.CallAsync("PUT", $"/api/v1/rollouts/plans/{environment}", Stages).JsonAsync();
        }

        var patch = PolicyReader.ReadPatch(System.Text.Encoding.UTF8.GetBytes(SmallPolicy.GrantPatch(string.Join("\",\"", environments)))).Patch;
        var outcome = await host.Get<Publisher>().PublishAsync(new PublishRequest { User = Console, Patch = patch, IsAutomatic = true, IsStaged = true }, Cancellation);
        return outcome.Revision!.Number;
    }
}
