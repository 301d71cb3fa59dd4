using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A draft in each state that a review can show, made by the workflow as pages and API make them.</summary>
internal sealed class ScreenshotDrafts(ConsoleHost host)
{
    private readonly DraftWorkflow workflow = host.Get<DraftWorkflow>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LiveState Live => host.Get<LivePolicy>().Current;

    /// <summary>Each draft's address by the name of its picture.</summary>
    /// <param name="grants">Four grants that reach a protected environment; the last is the one that two drafts fight for.</param>
    public async Task<IReadOnlyDictionary<string, string>> MakeAsync(IReadOnlyList<Grant> grants)
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        Show("conflict", await SubmittedAsync(grants[3] with { Reason = "another reason" }));
        Show("published", await PublishedAsync(Opened(grants[3])));
        Show("problems", await DraftedAsync(grants[0] with { Role = "nobody-has-this-role" }));
        Show("editing", await DraftedAsync(Opened(grants[0])));
        Show("awaiting", await SubmittedAsync(Opened(grants[0])));
        Show("approved", await ApprovedAsync(Opened(grants[1])));
        Show("declined", await DeclinedAsync(Opened(grants[2])));
        Show("scheduled", Done(await workflow.ScheduleAsync(ConsoleInBrowser.Person("alice"), (await ApprovedAsync(Opened(grants[0]))).Id, null, DateTimeOffset.UtcNow.AddDays(3), Cancellation)));
        Show("discussed", await DiscussedAsync(Opened(grants[2])));
        return addresses;

        void Show(string state, Draft draft) => addresses.Add($"review-{state}", $"/drafts/{draft.Id}");
    }

    /// <summary>The grant for every build: a change that widens access.</summary>
    private static Grant Opened(Grant grant) => grant with { When = new Conditions() };

    private async Task<Draft> DraftedAsync(Grant grant) => Done(await workflow.CreateAsync(
        ConsoleInBrowser.Person("carol"), new NewDraft($"Change grant {grant.Name}", PolicyPatch.Empty with { Upserts = [grant] }, Live.Revision), Cancellation));

    private async Task<Draft> SubmittedAsync(Grant grant) =>
        Done(await workflow.SubmitAsync(ConsoleInBrowser.Person("carol"), (await DraftedAsync(grant)).Id, null, Cancellation));

    public async Task<Draft> ApprovedAsync(Grant grant)
    {
        var draft = await SubmittedAsync(grant);
        foreach (var person in new[] { "bob", "erin" })
            draft = Done(await workflow.ApproveAsync(ConsoleInBrowser.Person(person), draft.Id, workflow.Review(draft).Digest, "as agreed with the owners of the service", Cancellation));
        return draft;
    }

    /// <summary>One that was approved, questioned, and edited by another author than its own.</summary>
    private async Task<Draft> DiscussedAsync(Grant grant)
    {
        var draft = await ApprovedAsync(grant);
        var discussion = host.Get<DraftDiscussion>();
        await SayAsync("ada", "Every branch? The access review of last June asked for release branches only.", null);
        await SayAsync("carol", "The hotfix of\nINC-1234 comes from a branch of its own:\n  hotfix/INC-1234-a-name-that-is-as-long-as-branches-may-become-when-nobody-shortens-them-for-the-page", new DraftTopic(grant.Reference, null));
        return Done(await workflow.EditAsync(ConsoleInBrowser.Person("alice"), draft.Id, null, new DraftEdit(Patch: PolicyPatch.Empty with { Upserts = [grant with { Reason = "for the hotfix" }] }), Cancellation));

        async Task SayAsync(string person, string text, DraftTopic? about) =>
            Assert.Null((await discussion.CommentAsync(ConsoleInBrowser.Person(person), draft.Id, text, about, Cancellation)).Refusal);
    }

    private async Task<Draft> DeclinedAsync(Grant grant) => Done(await workflow.DeclineAsync(
        ConsoleInBrowser.Person("bob"), (await SubmittedAsync(grant)).Id, "Every branch is too much: name the release branches, please, and say for how long it is needed.", Cancellation));

    private async Task<Draft> PublishedAsync(Grant grant)
    {
        var draft = await ApprovedAsync(grant);
        var outcome = await workflow.PublishAsync(ConsoleInBrowser.Person("alice"), draft.Id, null, Cancellation);
        Assert.True(outcome.Revision is not null, outcome.Refusal?.Message);
        return draft;
    }

    private static Draft Done(DraftResult result) =>
        result.Draft ?? throw new InvalidOperationException(result.Refusal!.Message + string.Join(';', result.Refusal.Problems.Select(p => p.Message)));
}
