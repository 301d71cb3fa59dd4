using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support.Fakes;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>The discussion on a review page.</summary>
public sealed class StoryPanelTests : PageContext
{
    [Fact]
    public async Task Comment_IsShownToItsAuthorAndToOthersWhoLook()
    {
        var draft = await DraftAsync();
        var others = Open(draft, Console.Alice);
        var page = Open(draft, Console.Bob);
        page.Find("[data-test=say]").Input("<img src=x onerror=alert(1)>\nand more");
        page.Find("[data-test=about]").Change("0");
        page.Find("[data-test=send-comment]").Click();

        foreach (var shown in new[] { page, others })
        {
            shown.WaitForAssertion(() => Assert.Equal("<img src=x onerror=alert(1)>\nand more", shown.Find("[data-test=entry-text]").TextContent));
            Assert.Empty(shown.FindAll("[data-test=story] img"));
            Assert.Contains("payments-migrates", shown.Find("[data-test=entry-about]").TextContent, StringComparison.Ordinal);
        }

        Assert.Equal("", page.Find("[data-test=say]").GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task Comment_OfAViewer_IsNotOffered()
    {
        var page = Open(await DraftAsync(), Console.Victor);
        Assert.Contains("viewers read the discussion", page.Find("[data-test=send-comment-reason]").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("[data-test=say]").GetAttribute("disabled"));
    }

    [Fact]
    public async Task Comment_ThatIsRefused_StaysInItsField()
    {
        var page = Open(await DraftAsync(), Console.Bob);
        page.Find("[data-test=say]").Input("safe\u202Eevil");
        page.Find("[data-test=send-comment]").Click();
        page.WaitForAssertion(() => Assert.Contains("U+202E", page.Find("[data-test=comment-refusal]").TextContent, StringComparison.Ordinal));
        Assert.Equal("safe\u202Eevil", page.Find("[data-test=say]").GetAttribute("value"));
        Assert.Empty(page.FindAll("[data-test=entry]"));
    }

    [Fact]
    public async Task EditOfASubmittedDraft_SaysWhoEditedAndWhoseApprovalsFell()
    {
        var draft = await DraftAsync();
        Assert.Null((await Console.Workflow.SubmitAsync(Console.Carol, draft.Id, null, Cancellation)).Refusal);
        Assert.Null((await Console.Workflow.ApproveAsync(Console.Bob, draft.Id, Console.Workflow.Review(draft).Digest, "fine", Cancellation)).Refusal);
        var other = Console.Live.Current.Policy.Grants["payments-migrates"] with { Reason = "PAY-2: another" };
        Assert.Null((await Console.Workflow.EditAsync(Console.Alice, draft.Id, null, new DraftEdit(null, PolicyPatch.Empty with { Upserts = [other] }, null), Cancellation)).Refusal);

        var page = Open(draft, Console.Carol);
        Assert.Contains("alice edited this while it waited for approval", page.Find("[data-test=reopened]").TextContent, StringComparison.Ordinal);
        Assert.Contains("bob", page.Find("[data-test=entry-fallen]").TextContent, StringComparison.Ordinal);
        Assert.Equal(["submitted", "approved", "edited"], page.FindAll("[data-test=entry]").Select(e => e.GetAttribute("data-kind")));

        // Told until whoever's approval fell looked again.
        Assert.Null((await Console.Workflow.SubmitAsync(Console.Carol, draft.Id, null, Cancellation)).Refusal);
        Assert.NotEmpty(Open(draft, Console.Bob).FindAll("[data-test=reopened]"));
        var now = (await Console.Drafts.FindAsync(draft.Id, Cancellation))!;
        Assert.Null((await Console.Workflow.ApproveAsync(Console.Bob, draft.Id, Console.Workflow.Review(now).Digest, null, Cancellation)).Refusal);
        Assert.Empty(Open(draft, Console.Bob).FindAll("[data-test=reopened]"));
    }

    [Fact]
    public async Task Approval_ThatWouldGoBothWays_IsSaidToWhoeverGivesIt()
    {
        var draft = await DraftAsync();
        Assert.Null((await Console.Workflow.SubmitAsync(Console.Carol, draft.Id, null, Cancellation)).Refusal);
        Assert.Empty(Open(draft, Console.Bob).FindAll("[data-test=reciprocal]"));
        var store = (FakeReciprocityStore)Services.GetRequiredService<IReciprocityStore>();
        store.Given[(Console.Bob.Actor.Person, Console.Carol.Actor.Person)] = 3;
        Assert.Contains("carol approved 3 changes of yours within 90 days", Open(draft, Console.Bob).Find("[data-test=reciprocal]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Open(draft, Console.Alice).FindAll("[data-test=reciprocal]"));
    }

    [Fact]
    public async Task Story_LongerThanAPage_BeginsWhenAskedFor()
    {
        var draft = await DraftAsync();
        for (var i = 0; i < 101; i++)
            Assert.Null((await Services.GetRequiredService<DraftDiscussion>().CommentAsync(Console.Bob, draft.Id, $"comment {i}", null, Cancellation)).Refusal);
        var page = Open(draft, Console.Bob);
        Assert.Equal("comment 1", page.Find("[data-test=entry-text]").TextContent);
        page.Find("[data-test=earlier]").Click();
        page.WaitForAssertion(() => Assert.Equal("comment 0", page.Find("[data-test=entry-text]").TextContent));
        Assert.Empty(page.FindAll("[data-test=earlier]"));
    }

    private async Task<Draft> DraftAsync()
    {
        var grant = Console.Live.Current.Policy.Grants["payments-migrates"] with { Expires = null };
        return (await Console.Workflow.CreateAsync(Console.Carol, new NewDraft("For ever", PolicyPatch.Empty with { Upserts = [grant] }, 1), Cancellation)).Draft!;
    }

    private IRenderedComponent<DraftReviewPage> Open(Draft draft, ConsoleUser user)
    {
        SignIn(user);
        var page = Render<DraftReviewPage>(p => p.Add(x => x.Id, draft.Id));
        page.WaitForElement("[data-test=story]");
        return page;
    }
}
