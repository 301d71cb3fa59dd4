using AccessConsole.Components.Pages.Rollout;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Where publishes go first, and how earlier ones went.</summary>
public sealed class StagesPageTests : PageContext
{
    [Fact]
    public void Plan_IsMadeStageByStage_WithAllThatIsWrongAtItsFields_AndRemoved()
    {
        SignIn(Console.Alice);
        var page = Render<StagesPage>();
        Assert.Contains("everybody at once", Plan(page), StringComparison.Ordinal);

        page.Find("[data-test=change-production]").Click();
        page.Find("[data-test=labels-0]").Input("canary");
        page.Find("[data-test=advance-0]").Change("onHealth");
        page.Find("[data-test=add-stage]").Click();
        page.Find("[data-test=name-1]").Input("canary");
        page.Find("[data-test=failing]").Input("none");
        page.Find("[data-test=plan-form]").Submit();
        page.WaitForAssertion(() => Assert.Contains("each with a value", page.Find("#labels-0-notes").TextContent, StringComparison.Ordinal));
        Assert.Contains("whole number of seconds", page.Find("#seconds-0-notes").TextContent, StringComparison.Ordinal);
        Assert.Contains("give each its own", page.Find("#name-1-notes").TextContent, StringComparison.Ordinal);
        Assert.Contains("from 0 to", page.Find("#failing-notes").TextContent, StringComparison.Ordinal);

        page.Find("[data-test=remove-stage-1]").Click();
        page.Find("[data-test=labels-0]").Input("stage=canary, region = eu");
        page.Find("[data-test=seconds-0]").Input("600");
        page.Find("[data-test=failing]").Input("1");
        page.Find("[data-test=plan-form]").Submit();
        page.WaitForAssertion(() => Assert.Contains("canary region=eu, stage=canary: on after 10 min, if healthy", Plan(page), StringComparison.Ordinal));
        Assert.Equal(new RolloutHealth(1, 100, 5), Staged.Plans["production"].Health);
        Assert.Empty(page.FindAll("[data-test=plan-form]"));

        page.Find("[data-test=remove-production]").Click();
        page.WaitForAssertion(() => Assert.Contains("everybody at once", Plan(page), StringComparison.Ordinal));
        Assert.Equal([AuditActions.RolloutPlanSet, AuditActions.RolloutPlanRemoved], Staged.Events.Select(e => e.Action));
    }

    [Fact]
    public void Plan_MayNotBeSetByEverybody()
    {
        SignIn(Console.Bob);
        var page = Render<StagesPage>();

        Assert.Contains("admin role", page.Find("[data-test=change-production-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=change-production]").Click();
        Assert.Empty(page.FindAll("[data-test=plan-form]"));
    }

    [Fact]
    public void Rollouts_AreListedWithWhyTheyHalted_AndWhatEndedThem()
    {
        Staged.Rollouts.Add(Rollout(3) with { State = StagedRolloutState.Halted, Reason = "1 of 4 say: <b>no</b>" });
        Staged.Rollouts.Add(Rollout(2) with { State = StagedRolloutState.TakenBack, EndedAt = Console.Now, EndedBy = 4 });
        SignIn(Console.Bob);

        var rows = Render<StagesPage>().FindAll("[data-test=staged-rollout]");

        Assert.Contains("halted at canary", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("1 of 4 say: <b>no</b>", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("by revision 4", rows[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Rollouts_OfOneEnvironment_LeadToEarlierOnesThere_AndToAll()
    {
        Staged.Rollouts.AddRange(Enumerable.Range(1, PublishPages.Size + 1).Select(Rollout));
        SignIn(Console.Bob);
        Navigation.NavigateTo("/rollout/stages?environment=production");

        var page = Render<StagesPage>();

        Assert.Equal("Publishes that went in stages to production", page.Find("#earlier-title").TextContent);
        Assert.Equal("/rollout/stages?environment=production&before=2%2Fproduction", page.Find("[data-test=next]").GetAttribute("href"));
        Assert.Equal("/rollout/stages", page.Find("[data-test=all]").GetAttribute("href"));
    }

    private static string Plan(IRenderedComponent<StagesPage> page) =>
        string.Join(' ', page.Find("[data-test=plan][data-name=production]").TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static StagedRollout Rollout(int revision) => new()
    {
        Revision = revision,
        Environment = "production",
        Stages = [new RolloutStage("canary", new ValueMap([new("stage", "canary")]), StageAdvance.ByHand, null)],
        Health = RolloutHealth.Default,
        StartedAt = Console.Now,
        StartedBy = Console.Alice.Actor,
        StageSince = Console.Now,
    };
}
