using AccessConsole.Components.Pages.Rollout;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Points;
using AccessConsole.Rollouts;
using AccessConsole.Tests.Support;
using AccessConsole.Tests.Support.Fakes;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class LastPublishTests : PageContext
{
    private readonly FakeRolloutStore rollouts = new();

    public LastPublishTests() =>
        Services.AddSingleton<IRolloutStore>(rollouts).AddSingleton<RolloutReading>().AddSingleton(Catalogs.At(1)).AddSingleton<RolloutLedger>().AddSingleton<RolloutGoals>();

    [Fact]
    public void Publish_OnItsWay_ShowsStepsLaggardsAndTheirErrors_AndFollows()
    {
        var revision = Publish();
        rollouts.Rollouts.Add(Rollout(revision, activated: 1, failing: 1));
        rollouts.Laggards.Add(new RolloutPoint(Guid.NewGuid(), "gateway-1", new BundleScope("production", Target.Nginx), revision, true, null, null, null, "nginx: [emerg] <b>no</b>", 3, Console.Now));
        var panel = Render<LastPublish>();

        Assert.Contains("1 of 3 enforcement points whose bundle it changed runs it", panel.Find("[data-test=arrived]").TextContent, StringComparison.Ordinal);
        Assert.Equal("failing", panel.Find("[data-test=arrived] .badge").TextContent);
        Assert.Contains("2 of 3", panel.Find("[data-test=step-fetched]").TextContent, StringComparison.Ordinal);
        Assert.Equal("nginx: [emerg] <b>no</b>", panel.Find("[data-test=laggard] [data-test=error]").TextContent);
        Assert.Equal("open", panel.Find("[data-test=outcome]").TextContent);

        rollouts.Rollouts[0] = Rollout(revision, activated: 3, failing: 0) with { Outcome = RolloutOutcome.Met, P95 = TimeSpan.FromSeconds(4.25) };
        Services.GetRequiredService<RolloutLedger>().RaiseChanged();
        panel.WaitForAssertion(() => Assert.Equal("arrived", panel.Find("[data-test=arrived] .badge").TextContent));
        Assert.Empty(panel.FindAll("[data-test=laggard]"));
        Assert.Equal(("met", "4.3\u00A0s"), (panel.Find("[data-test=outcome]").TextContent, panel.Find("[data-test=p95]").TextContent));
    }

    [Fact]
    public void Followers_ShareOneReading_UntilSomethingChanges()
    {
        rollouts.Rollouts.Add(Rollout(Publish(), activated: 1, failing: 0));
        var (one, other) = (Render<LastPublish>(), Render<LastPublish>());
        Assert.Equal((1, one.Markup), (rollouts.Reads, other.Markup));

        rollouts.Rollouts[0] = Rollout(1, activated: 3, failing: 0);
        Services.GetRequiredService<RolloutLedger>().RaiseChanged();
        foreach (var panel in new[] { one, other })
            panel.WaitForAssertion(() => Assert.Equal("arrived", panel.Find("[data-test=arrived] .badge").TextContent));
        Assert.Equal(2, rollouts.Reads);
    }

    [Fact]
    public void Publish_ThatConcernsNobody_SaysSo()
    {
        rollouts.Rollouts.Add(Rollout(Publish(), 0, 0) with { Concerned = 0, Fetched = 0, Outcome = RolloutOutcome.Nobody });
        Assert.Contains("no enforcement point that reports", Render<LastPublish>().Find("[data-test=arrived]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StagedRolloutState.Halted, "not handed to everybody yet")]
    [InlineData(StagedRolloutState.TakenBack, "undone before it had reached everybody")]
    public void Publish_InStages_IsNotCalledNobodys(StagedRolloutState state, string said)
    {
        Staged.Rollouts.Add(new StagedRollout
        {
            Revision = Publish(),
            Environment = "production",
            Stages = [new RolloutStage("canary", new ValueMap([new("ring", "canary")]), StageAdvance.ByHand, null)],
            Health = RolloutHealth.Default,
            StartedAt = Console.Now,
            StartedBy = Console.Alice.Actor,
            StageSince = Console.Now,
            State = state,
        });

        Assert.Contains(said, Render<LastPublish>().Find("[data-test=arrived]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_Published_IsNotFollowed() => Assert.Empty(Render<LastPublish>().FindAll("[data-test=arrival]"));

    [Fact]
    public void History_ShowsOutcomes_AndAGoalIsSetByWhoMay()
    {
        rollouts.Rollouts.Add(Rollout(Publish(), 1, 0) with { Outcome = RolloutOutcome.Missed });
        SignIn(Console.Alice);
        var page = Render<RolloutHistoryPage>();
        Assert.Equal("missed", page.Find("[data-test=history] [data-test=outcome]").TextContent);

        page.Find("[data-test=change-production]").Click();
        page.Find("[data-test=percent]").Input("0");
        page.Find("[data-test=seconds]").Input("30");
        page.Find("[data-test=goal-form]").Submit();
        page.WaitForAssertion(() => Assert.Contains("from 1 to 100", page.Find("#percent-notes").TextContent, StringComparison.Ordinal));
        page.Find("[data-test=percent]").Input("80");
        page.Find("[data-test=goal-form]").Submit();
        page.WaitForAssertion(() => Assert.StartsWith("80\u00A0% within 30\u00A0s", page.Find("[data-test=goal][data-name=production] [data-test=goal-text]").TextContent, StringComparison.Ordinal));
        Assert.Single(rollouts.Events);
    }

    [Fact]
    public void History_OfOneEnvironment_LeadsToEarlierPublishesThere_AndToAll()
    {
        rollouts.Rollouts.AddRange(Enumerable.Range(1, PublishPages.Size + 1).Select(revision => Rollout(revision, 1, 0)));
        SignIn(Console.Bob);
        Navigation.NavigateTo("/rollout/history?environment=production");

        var page = Render<RolloutHistoryPage>();

        Assert.Equal("Publishes in production", page.Find("#earlier-title").TextContent);
        Assert.Equal("/rollout/history?environment=production&before=2%2Fproduction", page.Find("[data-test=next]").GetAttribute("href"));
        Assert.Equal("/rollout/history", page.Find("[data-test=all]").GetAttribute("href"));
    }

    [Fact]
    public void History_ThatOnePageHolds_LeadsNoFurther()
    {
        rollouts.Rollouts.AddRange(Enumerable.Range(1, PublishPages.Size).Select(revision => Rollout(revision, 1, 0)));
        SignIn(Console.Bob);

        var page = Render<RolloutHistoryPage>();

        Assert.Equal(PublishPages.Size, page.FindAll("[data-test=rollout]").Count);
        Assert.Empty(page.FindAll("[data-test=next]"));
    }

    [Fact]
    public void Goal_MayNotBeSetByEverybody()
    {
        Publish();
        SignIn(Console.Bob);
        var page = Render<RolloutHistoryPage>();
        Assert.Contains("admin role", page.Find("[data-test=change-production-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=change-production]").Click();
        Assert.Empty(page.FindAll("[data-test=goal-form]"));
    }

    private int Publish()
    {
        Console.History.Revisions.Add(new Revision(1, Console.Now, Console.Now, Console.Alice.Actor, "Change", PolicyDigest.Empty, Draft: null, RolledBackTo: null, []));
        return 1;
    }

    private static Rollout Rollout(int revision, int activated, int failing) => new(
        revision, "production", Console.Now, RolloutGoal.Default("production"), 3, 1, 2, activated, 0, failing, activated, null, null, null, RolloutOutcome.Open, null);
}
