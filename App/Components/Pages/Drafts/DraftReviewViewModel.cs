using AccessConsole.Components.Controls;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation.Artefacts;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.Rollouts;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>All that a person must know of a draft, and what they can do with it.</summary>
public sealed class DraftReviewViewModel(
    DraftWorkflow workflow, DraftDiscussion discussion, DraftConflicts conflictFinder, Rollback rollback, IDraftStore drafts, LivePolicy live, ArtefactComparison artefacts, IReciprocityStore reciprocity,
    RolloutPlans plans, TimeProvider clock)
{
    private const int EntriesAtOnce = 100;

    /// <summary>How far back it is counted who approved whose changes.</summary>
    public const int ReciprocityDays = 90;

    // How much of the story is shown.
    private int entries = EntriesAtOnce;

    // Of the readings underway only what the newest comes to is shown.
    private int newest;

    /// <summary>All that is shown is of one moment; null while nothing is loaded.</summary>
    public DraftSight? Shown { get; private set; }

    /// <summary>What the newest act came to.</summary>
    public ActResult? Result { get; private set; }

    /// <summary>Whether an act runs: a second press does nothing meanwhile.</summary>
    public bool IsActing { get; set; }

    /// <returns>False where there is no such draft.</returns>
    public async Task<bool> LoadAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        if (await drafts.FindAsync(id, cancellationToken) is not { } draft)
            return false;
        await ShowAsync(user, draft, cancellationToken);
        return true;
    }

    /// <summary>Loads anew where somebody changed the draft, or the policy moved; never in the middle of an act of this page, which shows by itself what it came to.</summary>
    public async Task<bool> RefreshAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        if (IsActing || Shown is null || await drafts.FindAsync(Shown.Draft.Id, cancellationToken) is not { } now || IsActing)
            return false;
        var isSame = now.Version == Shown.Draft.Version && (Shown.Review is null || Shown.Review.BaseRevision == live.Current.PolicyRevision);
        if (isSame && (await ListEntriesAsync(now.Id, cancellationToken)).Select(e => e.Id).SequenceEqual(Shown.Story.Select(e => e.Id)))
            return false;
        return await ShowAsync(user, now, cancellationToken);
    }

    /// <summary>What a review comes to in engines' own configuration.</summary>
    public async Task<ArtefactDiff?> CompareArtefactsAsync(ChangeReview review) => await artefacts.OfPolicyAsync(review.Draft, CancellationToken.None);

    /// <param name="seen">What the person saw who pressed: of a draft that somebody changed meanwhile nothing is submitted, approved or published.</param>
    public Task SubmitAsync(ConsoleUser user, DraftSight seen) => ActAsync(user, "submitted for review", (id, token) => workflow.SubmitAsync(user, id, seen.Draft.Version, token));

    /// <inheritdoc cref="SubmitAsync"/>
    public Task ApproveAsync(ConsoleUser user, DraftSight seen, string? comment) =>
        ActAsync(user, "approved", (id, token) => workflow.ApproveAsync(user, id, seen.Review!.Digest, string.IsNullOrWhiteSpace(comment) ? null : comment.Trim(), token, title: seen.Draft.Title));

    /// <returns>Why the title stays as it is; null where it is the new one.</returns>
    public async Task<PublishRefusal?> RetitleAsync(ConsoleUser user, DraftSight seen, string title)
    {
        var result = await workflow.EditAsync(user, seen.Draft.Id, seen.Draft.Version, new DraftEdit(title), CancellationToken.None);
        if (result.Refusal is null)
            Result = null;
        await ShowWhatStandsAsync(user);
        return result.Refusal;
    }

    public Task DeclineAsync(ConsoleUser user, string reason) => ActAsync(user, "declined", (id, token) => workflow.DeclineAsync(user, id, reason.Trim(), token));

    public Task WithdrawAsync(ConsoleUser user, string? reason) => ActAsync(user, "withdrawn", (id, token) => workflow.WithdrawAsync(user, id, reason, token));

    /// <returns>Why not; null where it was said.</returns>
    public async Task<PublishRefusal?> CommentAsync(ConsoleUser user, string? text, DraftTopic? about)
    {
        var (entry, refusal) = await discussion.CommentAsync(user, Shown!.Draft.Id, text, about, CancellationToken.None);
        if (entry is not null)
            await ShowWhatStandsAsync(user);
        return refusal;
    }

    /// <summary>Shows more of the story.</summary>
    public Task ShowEarlierAsync(ConsoleUser user)
    {
        entries += EntriesAtOnce;
        return ShowWhatStandsAsync(user);
    }

    /// <summary>Decides one conflict, on this page only: the draft changes as it is rebased.</summary>
    public void Choose(PolicyReference conflict, KeptVersion? choice) => Shown = Shown! with { Conflicts = [.. Shown.Conflicts.Select(c => c.Object == conflict ? c with { Choice = choice } : c)] };

    /// <summary>Moves the draft onto the revision shown, by the choices made.</summary>
    public Task RebaseAsync(ConsoleUser user)
    {
        var chosen = Shown!.Conflicts.Where(c => c.Choice is not null).ToDictionary(c => c.Object, c => c.Choice!.Value);
        var choices = new ConflictChoices(chosen, SeenRevision: Shown.Review!.BaseRevision);
        return ActAsync(user, "rebased on the newest revision", (id, token) => workflow.RebaseAsync(user, id, choices, conflictFinder, token));
    }

    /// <inheritdoc cref="SubmitAsync"/>
    public async Task PublishAsync(ConsoleUser user, DraftSight seen, bool isStaged)
    {
        var outcome = await workflow.PublishAsync(user, seen.Draft.Id, seen.Review!.Digest, CancellationToken.None, isStaged);
        Result = outcome.Revision is { } revision ? new ActResult($"published as revision {revision.Number}{(isStaged ? ", in stages" : "")}", null) : new ActResult("not published", outcome.Refusal);
        await ShowWhatStandsAsync(user);
    }

    /// <inheritdoc cref="SubmitAsync"/>
    public Task ScheduleAsync(ConsoleUser user, DraftSight seen, DateTimeOffset at, bool isStaged) =>
        ActAsync(user, $"to be published at {Words.Time(at)}{(isStaged ? ", in stages" : "")}", (id, token) => workflow.ScheduleAsync(user, id, seen.Review!.Digest, at, token, isStaged));

    public Task UnscheduleAsync(ConsoleUser user) => ActAsync(user, "not published by itself any more", (id, token) => workflow.UnscheduleAsync(user, id, token));

    /// <summary>The store did not answer in the middle of an act.</summary>
    public void SayUnknown() => Result = new ActResult("not answered", new PublishRefusal(
        PublishRefusalKind.Conflict, "the database may be away, and what you asked for may be done or not; the page shows which as soon as it can read the draft", []));

    private async Task ActAsync(ConsoleUser user, string done, Func<Guid, CancellationToken, Task<DraftResult>> act)
    {
        var result = await act(Shown!.Draft.Id, CancellationToken.None);
        Result = result.Refusal is { } refusal ? new ActResult("refused", refusal) : new ActResult(done, null);
        await ShowWhatStandsAsync(user);
    }

    /// <summary>After an act. What cannot be read now, the next refresh shows: that the act was done stands in any case.</summary>
    private Task<bool> ShowWhatStandsAsync(ConsoleUser user) => Loads.TryAsync(() => LoadAsync(user, Shown!.Draft.Id, CancellationToken.None));

    /// <returns>False where another reading began meanwhile, which shows what is newer.</returns>
    private async Task<bool> ShowAsync(ConsoleUser user, Draft draft, CancellationToken cancellationToken)
    {
        var reading = ++newest;
        var sight = await SeeAsync(user, draft, cancellationToken);
        if (reading != newest)
            return false;
        var chosen = Shown?.Conflicts.ToDictionary(c => c.Object) ?? [];
        Shown = sight with { Conflicts = [.. sight.Conflicts.Select(row => KeepChoice(row, chosen))] };
        return true;
    }

    private async Task<DraftSight> SeeAsync(ConsoleUser user, Draft draft, CancellationToken cancellationToken)
    {
        var state = live.Current;
        var changes = ObjectChange.Of(state.Policy.Objects, draft.Patch);
        var story = await drafts.ListEntriesAsync(draft.Id, null, null, entries + 1, cancellationToken);
        var told = new DraftSight { Draft = draft, Changes = changes, Story = [.. story.Take(entries)], HasEarlier = story.Count > entries, Topics = DraftDiscussion.Topics(draft, null) };
        if (draft.State is DraftState.Published or DraftState.Withdrawn)
            return told;

        // An access diff over a large policy takes its time: not on the circuit's own turn.
        var review = await Task.Run(() => workflow.Review(draft), cancellationToken);
        IReadOnlyList<PolicyReference> unread = [.. UnreadTexts(draft)];
        return told with
        {
            Review = review,
            Plans = [.. (await plans.ListAsync(cancellationToken)).Where(plan => review.Places.Any(changed => changed.Place.Environment is null || changed.Place.Environment == plan.Environment))],
            Reciprocal = await FindReciprocalAsync(user, draft, cancellationToken),
            Topics = DraftDiscussion.Topics(draft, review),
            Conflicts = [.. (await conflictFinder.FindAsync(draft, cancellationToken)).Select(c => ConflictRow.Of(c, state.Policy.Objects, draft.Patch))],
            Unread = unread,
            Resurrected = rollback.Resurrected(draft),
            Objections = DraftObjections.Of(user, draft, review, unread, clock.GetUtcNow()),
        };
    }

    private async Task<IReadOnlyList<(Actor, int)>> FindReciprocalAsync(ConsoleUser user, Draft draft, CancellationToken cancellationToken)
    {
        if (draft.State != DraftState.Submitted || !user.IsPerson || !user.Has(ConsoleRole.Approver) || Approvals.IsAuthor(draft, user.Actor.Person))
            return [];
        var since = clock.GetUtcNow().AddDays(-ReciprocityDays);
        var given = await reciprocity.CountGivenAsync(user.Actor.Person, [.. draft.Authors.Select(a => a.Person).Distinct()], since, cancellationToken);
        return [.. given.Select(g => (draft.Authors.First(a => a.Person == g.Approver), g.Changes))];
    }

    /// <summary>Of two that are said at once either may come into the store first: all of them are looked at.</summary>
    private Task<IReadOnlyList<DraftEntry>> ListEntriesAsync(Guid id, CancellationToken cancellationToken) => drafts.ListEntriesAsync(id, null, null, entries, cancellationToken);

    /// <summary>A choice stands while both versions are those that were chosen between.</summary>
    private static ConflictRow KeepChoice(ConflictRow row, Dictionary<PolicyReference, ConflictRow> chosen) =>
        chosen.TryGetValue(row.Object, out var former) && row == former with { Choice = null } ? former : row;

    private static IEnumerable<PolicyReference> UnreadTexts(Draft draft)
    {
        var texts = DraftText.Parse(draft.Text);
        return texts.Objects.Where(o => PolicyObjectJson.ReadYaml(o.Kind, texts.Find(o)!) is var (value, problems)
            && (value is null || problems.Any(p => p.Severity == Core.Diagnostics.Severity.Error)));
    }
}
