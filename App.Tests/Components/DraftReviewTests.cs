using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>A review whose draft, policy and database move while somebody reads it and acts.</summary>
public sealed class DraftReviewTests : PageContext
{
    [Fact]
    public async Task Refresh_ThatEndsAfterAnAct_DoesNotBringBackWhatStoodBefore()
    {
        var (model, draft) = await OpenAsync(Console.Carol);
        var slow = new TaskCompletionSource();
        Console.History.SlowPatches = slow.Task;
        PolicyMoves();
        var refresh = model.RefreshAsync(Console.Carol, Cancellation);
        await model.WithdrawAsync(Console.Carol, null);
        slow.SetResult();

        Assert.False(await refresh);
        Assert.Equal(DraftState.Withdrawn, model.Shown!.Draft.State);
        Assert.Null(model.Shown.Review);
        Assert.Null(model.Shown.Objections);
        Assert.Equal(draft.Id, model.Shown.Draft.Id);
    }

    [Fact]
    public async Task Refresh_UnderWay_ShowsOneMomentUntilItShowsTheNext()
    {
        var (model, _) = await OpenAsync(Console.Carol);
        var former = model.Shown;
        var slow = new TaskCompletionSource();
        Console.History.SlowPatches = slow.Task;
        PolicyMoves();
        var refresh = model.RefreshAsync(Console.Carol, Cancellation);
        Assert.Same(former, model.Shown);
        slow.SetResult();

        Assert.True(await refresh);
        Assert.Equal(2, model.Shown!.Review!.BaseRevision);
        Assert.True(model.Shown.IsMoved);
    }

    [Fact]
    public async Task Refresh_InTheMiddleOfAnAct_WaitsForIt()
    {
        var (model, _) = await OpenAsync(Console.Carol);
        model.IsActing = true;
        PolicyMoves();
        Assert.False(await model.RefreshAsync(Console.Carol, Cancellation));
        model.IsActing = false;
        Assert.True(await model.RefreshAsync(Console.Carol, Cancellation));
    }

    [Fact]
    public async Task Act_OnAnotherDraftThanWasSeen_IsRefusedAndShowsWhatStands()
    {
        var (carols, draft) = await OpenAsync(Console.Carol);
        var seen = carols.Shown!;
        await Console.Workflow.EditAsync(Console.Alice, draft.Id, draft.Version, new DraftEdit("Another title", null, null), Cancellation);
        await carols.SubmitAsync(Console.Carol, seen);

        Assert.Contains("somebody changed the draft meanwhile", carols.Result!.Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(DraftState.Editing, carols.Shown!.Draft.State);
        Assert.Equal("Another title", carols.Shown.Draft.Title);
    }

    [Fact]
    public async Task Draft_ThatIsFinished_IsNotBegunAnewByARebase()
    {
        var (_, draft) = await OpenAsync(Console.Carol);
        await Console.Workflow.WithdrawAsync(Console.Carol, draft.Id, null, Cancellation);
        PolicyMoves();
        var rebased = await Console.Workflow.RebaseAsync(Console.Carol, draft.Id, ConflictChoices.AllOfTheDraft, new DraftConflicts(Console.History, Console.Live), Cancellation);

        Assert.Contains("the draft is withdrawn and cannot be rebased", rebased.Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(DraftState.Withdrawn, (await Console.Drafts.FindAsync(draft.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task Approval_OfWhatWasReplacedMeanwhile_IsRefused()
    {
        var (_, draft) = await OpenAsync(Console.Carol);
        await SubmitAsync(draft);
        var (bobs, _) = await OpenAsync(Console.Bob, draft);
        var seen = bobs.Shown!;
        var other = Console.Live.Current.Policy.Grants["payments-migrates"] with { Reason = "PAY-2: another" };
        await Console.Workflow.EditAsync(Console.Carol, draft.Id, null, new DraftEdit(null, PolicyPatch.Empty with { Upserts = [other] }, null), Cancellation);
        await SubmitAsync(draft);
        await bobs.RefreshAsync(Console.Bob, Cancellation);
        await bobs.ApproveAsync(Console.Bob, seen, null);

        Assert.NotNull(bobs.Result!.Refusal);
        Assert.Empty(bobs.Shown!.Draft.Approvals);
    }

    [Fact]
    public async Task Approval_UnderATitleThatWasReplacedMeanwhile_IsRefused()
    {
        var (_, draft) = await OpenAsync(Console.Carol);
        await SubmitAsync(draft);
        var (bobs, _) = await OpenAsync(Console.Bob, draft);
        var seen = bobs.Shown!;
        await Console.Workflow.EditAsync(Console.Carol, draft.Id, null, new DraftEdit("Tidy up"), Cancellation);
        await SubmitAsync(draft);
        await bobs.ApproveAsync(Console.Bob, seen, null);

        Assert.Contains("another title than you saw", bobs.Result!.Refusal!.Message, StringComparison.Ordinal);
        Assert.Empty(bobs.Shown!.Draft.Approvals);
    }

    [Fact]
    public async Task Title_IsWrittenAnewInTheHeading()
    {
        var (_, draft) = await OpenAsync(Console.Carol);
        SignIn(Console.Carol);
        var page = Render<DraftReviewPage>(p => p.Add(x => x.Id, draft.Id));
        page.WaitForElement("[data-test=edit-title]").Click();
        Assert.Empty(page.FindAll("[data-test=title-reopens]"));
        page.WaitForElement("[data-test=draft-title]").Change("a\tb");
        page.Find("form.title-form").Submit();
        page.WaitForAssertion(() => Assert.Contains("U+0009", page.Find("[data-test=title-refusal]").TextContent, StringComparison.Ordinal));

        page.Find("[data-test=draft-title]").Change("PAY-3: for ever");
        page.Find("form.title-form").Submit();
        page.WaitForAssertion(() => Assert.Equal("PAY-3: for ever", page.Find("h1").TextContent));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("form.title-form")));
        Assert.Equal("PAY-3: for ever", (await Console.Drafts.FindAsync(draft.Id, Cancellation))!.Title);

        page.Find("[data-test=edit-title]").Click();
        page.WaitForElement("[data-test=draft-title]").Change("never mind");
        page.Find("form.title-form").KeyDown("Escape");
        page.WaitForAssertion(() => Assert.Equal("PAY-3: for ever", page.Find("h1").TextContent));
    }

    [Fact]
    public async Task Title_OfWhatIsSubmitted_SaysThatApprovalsFall_AndTheSameOneIsNoEdit()
    {
        var (_, draft) = await OpenAsync(Console.Carol);
        await SubmitAsync(draft);
        SignIn(Console.Carol);
        var page = Render<DraftReviewPage>(p => p.Add(x => x.Id, draft.Id));
        page.WaitForElement("[data-test=edit-title]").Click();
        Assert.Contains("its approvals fall", page.WaitForElement("[data-test=title-reopens]").TextContent, StringComparison.Ordinal);
        page.Find("form.title-form").Submit();
        page.WaitForElement("[data-test=edit-title]");
        Assert.Equal(DraftState.Submitted, (await Console.Drafts.FindAsync(draft.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task Title_IsNobodysToWrite_WhoMayNotEdit()
    {
        var (_, draft) = await OpenAsync(Console.Carol);
        SignIn(Console.Victor);
        var page = Render<DraftReviewPage>(p => p.Add(x => x.Id, draft.Id));
        page.WaitForElement("[data-test=state]");
        Assert.Empty(page.FindAll("[data-test=edit-title]"));
    }

    [Fact]
    public async Task Database_ThatGoesAwayDuringAnAct_IsSaid_AndThePageStays()
    {
        var (_, draft) = await OpenAsync(Console.Carol);
        SignIn(Console.Carol);
        var page = Render<DraftReviewPage>(p => p.Add(x => x.Id, draft.Id));
        page.WaitForElement("[data-test=withdraw]");
        Console.Drafts.IsAway = true;
        page.Find("[data-test=withdraw]").Click();

        page.WaitForAssertion(() => Assert.Contains("the database may be away", page.Find("[data-test=refusal]").TextContent, StringComparison.Ordinal));
        Console.Drafts.IsAway = false;
        page.Find("[data-test=withdraw]").Click();
        page.WaitForAssertion(() => Assert.Contains("withdrawn", page.Find("[data-test=state]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-test=withdraw]"));
    }

    [Fact]
    public async Task Database_ThatGoesAwayAfterAnAct_LeavesWhatTheActCameTo()
    {
        var (model, _) = await OpenAsync(Console.Carol);
        Console.Drafts.AfterUpdate = () => Console.Drafts.IsAway = true;
        await model.WithdrawAsync(Console.Carol, null);
        Assert.Equal(new ActResult("withdrawn", null), model.Result);

        Console.Drafts.IsAway = false;
        Assert.True(await model.RefreshAsync(Console.Carol, Cancellation));
        Assert.Equal(DraftState.Withdrawn, model.Shown!.Draft.State);
    }

    private async Task<(DraftReviewViewModel Model, Draft Draft)> OpenAsync(ConsoleUser user, Draft? draft = null)
    {
        if (draft is null)
        {
            var grant = Console.Live.Current.Policy.Grants["payments-migrates"] with { Expires = null };
            draft = (await Console.Workflow.CreateAsync(Console.Carol, new NewDraft("For ever", PolicyPatch.Empty with { Upserts = [grant] }, 1), Cancellation)).Draft!;
        }

        var model = Services.GetRequiredService<DraftReviewViewModel>();
        Assert.True(await model.LoadAsync(user, draft.Id, Cancellation));
        return (model, draft);
    }

    private async Task SubmitAsync(Draft draft) =>
        Assert.Null((await Console.Workflow.SubmitAsync(Console.Carol, draft.Id, null, Cancellation)).Refusal);

    private void PolicyMoves() => Console.InForce(2, Console.Live.Current.Policy.Apply(PolicyPatch.Empty with { Upserts = [new PolicyEnvironment { Name = "testing" }] }));
}
