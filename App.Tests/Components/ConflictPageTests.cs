using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Core.Model;
using AccessConsole.Drafts;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>A draft whose objects others changed meanwhile, in its review.</summary>
public sealed class ConflictPageTests : PageContext
{
    private readonly Grant grant;

    public ConflictPageTests()
    {
        SignIn(Console.Carol);
        grant = Console.Live.Current.Policy.Grants["payments-migrates"];
        Console.History.Policies.Add(1, Console.Live.Current.Policy.ToDocument());
    }

    [Fact]
    public async Task Conflict_IsShownWithBothVersions_AndRebasedOnlyOnceItIsDecided()
    {
        var page = await OpenAsync();
        var conflict = page.Find("[data-test=conflict]");
        Assert.Contains("payments-migrates", conflict.TextContent, StringComparison.Ordinal);
        Assert.Contains("theirs", conflict.TextContent, StringComparison.Ordinal);
        Assert.Contains("mine", conflict.TextContent, StringComparison.Ordinal);
        Assert.Contains("choose a version of 1 object first", page.Find("[data-test=rebase-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=rebase]").Click();
        Assert.NotEmpty(page.FindAll("[data-test=conflict]"));

        page.Find("[data-test=keep-draft]").Change(true);
        page.Find("[data-test=rebase]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=conflict]")));
        Assert.Contains("mine", page.Find("[data-test=object-change]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflict_LeftToWhatIsInForce_LeavesTheDraftEmpty()
    {
        var page = await OpenAsync();
        page.Find("[data-test=keep-published]").Change(true);
        page.Find("[data-test=rebase]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=conflict]")));
        Assert.Contains("changes nothing", page.Find("[data-test=submit-reason]").TextContent, StringComparison.Ordinal);
    }

    private async Task<IRenderedComponent<DraftReviewPage>> OpenAsync()
    {
        var mine = new PolicyPatch { Upserts = [grant with { Reason = "mine" }] };
        var draft = (await Console.Workflow.CreateAsync(Console.Carol, new NewDraft("Mine", mine), Cancellation)).Draft!;
        var theirs = Console.Live.Current.Policy.Apply(new PolicyPatch { Upserts = [grant with { Reason = "theirs" }] });
        Console.History.Policies.Add(2, theirs.ToDocument());
        Console.InForce(2, theirs);
        var page = Render<DraftReviewPage>(p => p.Add(x => x.Id, draft.Id));
        page.WaitForElement("[data-test=base-moved]");
        return page;
    }
}
