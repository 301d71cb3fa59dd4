using AccessConsole.Components.Pages.Rollout;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Rollouts;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Staged rollouts that are under way, as Home and Rollout show them; the acts on them are walked in a browser.</summary>
public sealed class StandingStagesTests : PageContext
{
    private static readonly StageEvidence Told = new(5, 4, 1, "cannot be activated", new DecisionCounts(985, 15), new DecisionCounts(72, 28));

    public StandingStagesTests() => Services.AddSingleton<IStageEvidence>(new KnownEvidence()).AddSingleton<StagedReading>()
        .AddSingleton(new RolloutDesk(Staged, null!, null!, null!, Console.Clock));

    [Fact]
    public void Nothing_UnderWay_ShowsNothing()
    {
        Staged.Rollouts.Add(Rollout() with { State = StagedRolloutState.Complete });
        Assert.Empty(Render<StandingStages>().FindAll("[data-test=staged-panel]"));
    }

    [Fact]
    public void Stages_SayWhoHasItWhoWaits_AndWhatTheEnginesTold()
    {
        Staged.Rollouts.Add(Rollout());
        SignIn(Console.Alice);
        var panel = Render<StandingStages>();

        Assert.Contains("has it, ring=canary", panel.Find("[data-test=stage-canary]").TextContent, StringComparison.Ordinal);
        Assert.Contains("waits", panel.Find("[data-test=stage-early]").TextContent, StringComparison.Ordinal);
        Assert.Contains("waits", panel.Find("[data-test=stage-rest]").TextContent, StringComparison.Ordinal);
        Assert.Contains("It goes on to early", panel.Find("[data-test=staged-next]").TextContent, StringComparison.Ordinal);
        Assert.Equal(
            "4 of 5 enforcement points of these stages run it, 1 reports an error. Denied since: 28\u00A0% of 100; in the hour before: 1.5\u00A0% of 1,000.", panel.Find("[data-test=staged-evidence]").TextContent);
        Assert.Contains("Release to early", panel.Find("[data-test=promote]").TextContent, StringComparison.Ordinal);
        Assert.NotNull(panel.Find("[data-test=halt]"));
        Assert.Empty(panel.FindAll("[data-test=resume]"));
    }

    [Fact]
    public void Halted_SaysWhy_AndWaitsForWhoMayAct()
    {
        Staged.Rollouts.Add(Rollout() with { State = StagedRolloutState.Halted, Reason = "1 of 5 report <b>errors</b>" });
        SignIn(Console.Bob);
        var panel = Render<StandingStages>();

        Assert.Contains("1 of 5 report <b>errors</b>", panel.Find("[data-test=halted]").TextContent, StringComparison.Ordinal);
        Assert.Contains("until somebody lets it go on", panel.Find("[data-test=staged-next]").TextContent, StringComparison.Ordinal);
        Assert.Contains("admin role", panel.Find("[data-test=take-back-reason]").TextContent, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("[data-test=halt]"));
    }

    private StagedRollout Rollout() => new()
    {
        Revision = 7,
        Environment = "production",
        Stages = [Stage("canary", StageAdvance.OnHealth), Stage("early", StageAdvance.ByHand)],
        Health = RolloutHealth.Default,
        StartedAt = Console.Now,
        StartedBy = Console.Alice.Actor,
        StageSince = Console.Now,
    };

    private static RolloutStage Stage(string name, StageAdvance advance) =>
        new(name, new ValueMap([new("ring", name)]), advance, advance == StageAdvance.ByHand ? null : 600);

    private sealed class KnownEvidence : IStageEvidence
    {
        public Task<StageEvidence> FindAsync(string environment, int revision, IReadOnlyList<ValueMap> selectors, DateTimeOffset started, DateTimeOffset since, CancellationToken cancellationToken) => Task.FromResult(Told);
    }
}
