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

    private readonly ConsoleFixture console = new(postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ConsoleHost Host => console.Host;

    private IStagedRolloutStore Store => Host.Get<IStagedRolloutStore>();

    public ValueTask InitializeAsync() => console.InitializeAsync();

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task TakeBack_OfWhatSomebodyActedOnMeanwhile_IsRefused()
    {
        var desk = Host.Get<RolloutDesk>();
        var revision = await Host.StageAsync("staging");
        var seen = (await desk.FindAsync(revision, "staging", Cancellation))!;
        await Host.ActAsync(revision, "halt").JsonAsync();
        Assert.Equal(PublishRefusalKind.Conflict, (await desk.TakeBackAsync(Console, seen, Cancellation)).Refusal?.Kind);
        await Host.ActAsync(revision, "resume").JsonAsync();
        Assert.Equal(PublishRefusalKind.Conflict, (await desk.TakeBackAsync(Console, seen, Cancellation)).Refusal?.Kind);
        await Host.ActAsync(revision, "promote").JsonAsync();
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
        var revision = await Host.StageAsync("staging", "production");
        await Host.ActAsync(revision, "promote", environment: "production").JsonAsync();
        await Host.ActAsync(revision, "promote", environment: "production").JsonAsync();

        var refusal = await Host.ActAsync(revision, "take-back").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Contains($"has reached everybody in `production`, where this would take it back too: undo it by a draft (POST /api/v1/revisions/{revision}/undo)", refusal.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(
            [("production", StagedRolloutState.Complete), ("staging", StagedRolloutState.Going)],
            (await Store.FindAsync(revision, Cancellation)).Select(r => (r.Environment, r.State)));
    }
}
