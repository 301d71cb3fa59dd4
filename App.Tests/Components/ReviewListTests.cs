using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>The long lists of a review: what matters first, and a way to all of it.</summary>
public sealed class ReviewListTests : PageContext
{
    [Fact]
    public void Coverage_BeginsWithWhatIsLost_AndGoesOnToTheEnd()
    {
        var deployment = Console.Live.Current.Policy.Deployments.First(d => d.Deployment.Hops.Count > 0);
        var exact = new DeploymentCoverage(deployment, [], [new HopCoverage(Target.Opa, 0, [], [])]);
        DeploymentCoverage Losing(Coverage how) => exact with { Losses = [new CoverageLoss("lost", how, null, $"lost {how}", "mend it")] };
        var panel = Render<CoveragePanel>(p => p.Add(c => c.Coverage, [.. Enumerable.Repeat(exact, 60), Losing(Coverage.Narrower), Losing(Coverage.Wider)]));

        var losses = panel.FindAll("[data-test=deployment-loss]").Select(row => row.TextContent).ToArray();
        Assert.Equal(2, losses.Length);
        Assert.Contains("lost Wider", losses[0], StringComparison.Ordinal);
        Assert.Contains("lost Narrower", losses[1], StringComparison.Ordinal);
        Assert.Equal(42, panel.FindAll("tbody tr").Count);
        Assert.Equal("Show 22 more of 62", panel.Find("[data-test=more-coverage]").TextContent);
        panel.Find("[data-test=more-coverage]").Click();
        Assert.Equal(64, panel.FindAll("tbody tr").Count);
        Assert.Empty(panel.FindAll("[data-test=more-coverage]"));
    }

    [Fact]
    public void Tests_GoOnToTheEnd()
    {
        var test = new PolicyTest { Name = "nobody", Given = new DecisionRequest { Environment = "production", Service = "payments-api", Method = "GET", Path = "/" }, Expect = Effect.Deny };
        var review = Console.Workflow.Review(new PolicyPatch { Upserts = [test] });
        var panel = Render<TestsPanel>(p => p.Add(t => t.Review, review with { Tests = [.. Enumerable.Repeat(review.Tests[0], 130)] }));
        Assert.Equal(100, panel.FindAll("tbody tr").Count);
        Assert.Equal("Show 30 more of 130", panel.Find("[data-test=more-tests]").TextContent);
        panel.Find("[data-test=more-tests]").Click();
        Assert.Equal(130, panel.FindAll("tbody tr").Count);
    }
}
