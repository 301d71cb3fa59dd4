using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class DraftObjectionsTests
{
    private readonly Console console = new();

    [Fact]
    public async Task Author_OfTheChange_MayNotApproveIt()
    {
        var draft = await SubmittedAsync(Console.Alice);
        Assert.Contains("author", Of(Console.Alice, draft).Approve, StringComparison.Ordinal);
        Assert.Null(Of(Console.Bob, draft).Approve);
    }

    [Fact]
    public async Task Publishing_WithoutApprovals_SaysHowManyAreMissing()
    {
        var draft = await SubmittedAsync(Console.Carol);
        Assert.Contains("1 more approval", Of(Console.Alice, draft).Publish, StringComparison.Ordinal);
        var review = console.Workflow.Review(draft);
        var approved = await console.Workflow.ApproveAsync(Console.Bob, draft.Id, review.Digest, null, TestContext.Current.CancellationToken);
        Assert.Null(Of(Console.Alice, approved.Draft!).Publish);
    }

    [Fact]
    public async Task Base_Moved_AsksForARebaseFirst()
    {
        var draft = await SubmittedAsync(Console.Carol);
        console.InForce(2, console.Live.Current.Policy);
        var objections = Of(Console.Alice, draft);
        Assert.Contains("rebase", objections.Publish, StringComparison.Ordinal);
        Assert.Contains("rebase", Of(Console.Bob, draft).Approve, StringComparison.Ordinal);
        Assert.Null(objections.Rebase);
    }

    [Fact]
    public async Task Approver_WithoutFreshProof_IsAskedToSignInAgain()
    {
        var draft = await SubmittedAsync(Console.Carol);
        Assert.False(Of(Console.Bob, draft).NeedsProof);
        foreach (var stale in new[] { Console.Bob with { AuthenticatedAt = null }, Console.Bob with { AuthenticatedAt = Console.Now.AddMinutes(-61) } })
        {
            Assert.True(Of(stale, draft).NeedsProof);
            Assert.Contains("sign in again", Of(stale, draft).Approve, StringComparison.Ordinal);
        }

        Assert.False(Of(Console.Victor with { AuthenticatedAt = null }, draft).NeedsProof);
    }

    [Fact]
    public async Task Viewer_MayDoNothing()
    {
        var draft = await SubmittedAsync(Console.Carol);
        var objections = Of(Console.Victor, draft);
        string?[] all = [objections.Edit, objections.Submit, objections.Approve, objections.Decline, objections.Withdraw, objections.Rebase, objections.Publish];
        Assert.All(all, Assert.NotNull);
    }

    [Fact]
    public async Task Text_Unread_KeepsTheDraftFromBeingPublished()
    {
        var draft = await SubmittedAsync(Console.Carol);
        var review = console.Workflow.Review(draft);
        Assert.Contains("has errors", DraftObjections.Of(Console.Alice, draft, review, [new PolicyReference(PolicyKind.Grant, "payments-migrates")], Console.Now).Publish, StringComparison.Ordinal);
    }

    private DraftObjections Of(ConsoleUser user, Draft draft) =>
        DraftObjections.Of(user, draft, console.Workflow.Review(draft), [], Console.Now);

    private async Task<Draft> SubmittedAsync(ConsoleUser author)
    {
        var grant = console.Live.Current.Policy.Grants["payments-migrates"];
        var patch = new PolicyPatch { Upserts = [grant with { When = Conditions.None }] };
        var created = await console.Workflow.CreateAsync(author, new NewDraft("Widen", patch), TestContext.Current.CancellationToken);
        var submitted = await console.Workflow.SubmitAsync(author, created.Draft!.Id, null, TestContext.Current.CancellationToken);
        return submitted.Draft ?? throw new InvalidOperationException(submitted.Refusal!.Message);
    }
}
