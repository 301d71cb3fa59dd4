using AccessConsole.Components.Controls;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation.Artefacts;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>All that a person must know of a draft, and what they can do with it.</summary>
public sealed class DraftReviewViewModel(DraftWorkflow workflow, DraftConflicts conflictFinder, Rollback rollback, IDraftStore drafts, LivePolicy live, ArtefactComparison artefacts, TimeProvider clock)
{
    public Draft? Draft { get; private set; }

    /// <summary>Null for a draft that is finished: what it would change now is nobody's question.</summary>
    public ChangeReview? Review { get; private set; }

    public IReadOnlyList<ObjectChange> Changes { get; private set; } = [];

    /// <summary>What the draft changes and others changed since its base, with both versions.</summary>
    public IReadOnlyList<ConflictRow> Conflicts { get; private set; } = [];

    /// <summary>How many conflicts wait for a choice.</summary>
    public int Undecided => Conflicts.Count(c => c.Choice is null);

    /// <summary>What has a text that cannot be read yet.</summary>
    public IReadOnlyList<PolicyReference> Unread { get; private set; } = [];

    /// <summary>What a way back brings again that had ended or was taken away.</summary>
    public IReadOnlyList<Resurrection> Resurrected { get; private set; } = [];

    public DraftObjections? Objections { get; private set; }

    /// <summary>What the newest act came to.</summary>
    public ActResult? Result { get; private set; }

    /// <summary>Whether an act runs: a second press does nothing meanwhile.</summary>
    public bool IsActing { get; set; }

    public bool IsMoved => Draft is not null && Review is not null && Draft.BaseRevision != Review.BaseRevision;

    public ValueList<Approval> Counting => Draft is null || Review is null ? [] : Approvals.Counting(Draft, Review.Digest);

    /// <summary>Environments with approvals in which somebody gains access: their names are typed before publishing.</summary>
    public string Confirmation => Review is null ? "" : string.Join(
        ' ', Review.Access.Changes.Where(c => c.Direction == AccessDirection.Gained).Select(c => c.Environment).Distinct().Where(Review.RequiredApprovals.ContainsKey).Order(StringComparer.Ordinal));

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
        if (IsActing || Draft is null || await drafts.FindAsync(Draft.Id, cancellationToken) is not { } now || IsActing)
            return false;
        if (now.Version == Draft.Version && (Review is null || Review.BaseRevision == live.Current.PolicyRevision))
            return false;
        await ShowAsync(user, now, cancellationToken);
        return true;
    }

    /// <summary>What the review shown comes to in engines' own configuration.</summary>
    public async Task<ArtefactDiff?> CompareArtefactsAsync() => await artefacts.OfPolicyAsync(Review!.Draft, CancellationToken.None);

    public Task SubmitAsync(ConsoleUser user) => ActAsync(user, "submitted for review", (id, token) => workflow.SubmitAsync(user, id, token));

    /// <summary>Approves exactly what is shown.</summary>
    public Task ApproveAsync(ConsoleUser user, string? comment) =>
        ActAsync(user, "approved", (id, token) => workflow.ApproveAsync(user, id, Review!.Digest, string.IsNullOrWhiteSpace(comment) ? null : comment.Trim(), token));

    public Task DeclineAsync(ConsoleUser user, string reason) => ActAsync(user, "declined", (id, token) => workflow.DeclineAsync(user, id, reason.Trim(), token));

    public Task WithdrawAsync(ConsoleUser user) => ActAsync(user, "withdrawn", (id, token) => workflow.WithdrawAsync(user, id, token));

    /// <summary>Decides one conflict, on this page only: the draft changes as it is rebased.</summary>
    public void Choose(PolicyReference conflict, KeptVersion? choice) => Conflicts = [.. Conflicts.Select(c => c.Object == conflict ? c with { Choice = choice } : c)];

    /// <summary>Moves the draft onto the revision shown, by the choices made.</summary>
    public Task RebaseAsync(ConsoleUser user)
    {
        var chosen = Conflicts.Where(c => c.Choice is not null).ToDictionary(c => c.Object, c => c.Choice!.Value);
        var choices = new ConflictChoices(chosen, SeenRevision: Review!.BaseRevision);
        return ActAsync(user, "rebased on the newest revision", (id, token) => workflow.RebaseAsync(user, id, choices, conflictFinder, token));
    }

    public async Task PublishAsync(ConsoleUser user)
    {
        var outcome = await workflow.PublishAsync(user, Draft!.Id, CancellationToken.None);
        Result = outcome.Revision is { } revision ? new ActResult($"published as revision {revision.Number}", null) : new ActResult("not published", outcome.Refusal);
        await LoadAsync(user, Draft.Id, CancellationToken.None);
    }

    private async Task ActAsync(ConsoleUser user, string done, Func<Guid, CancellationToken, Task<DraftResult>> act)
    {
        var result = await act(Draft!.Id, CancellationToken.None);
        Result = result.Refusal is { } refusal ? new ActResult("refused", refusal) : new ActResult(done, null);
        await LoadAsync(user, Draft.Id, CancellationToken.None);
    }

    private async Task ShowAsync(ConsoleUser user, Draft draft, CancellationToken cancellationToken)
    {
        var state = live.Current;
        Draft = draft;
        Changes = ObjectChange.Of(state.Policy.Objects, draft.Patch);
        if (draft.State is DraftState.Published or DraftState.Withdrawn)
        {
            (Review, Objections, Conflicts) = (null, null, []);
            return;
        }

        // An access diff over a large policy takes its time: not on the circuit's own turn.
        Review = await Task.Run(() => workflow.Review(draft), cancellationToken);
        var chosen = Conflicts.ToDictionary(c => c.Object);
        Conflicts = [.. (await conflictFinder.FindAsync(draft, cancellationToken)).Select(c => ConflictRow.Of(c, state.Policy.Objects, draft.Patch)).Select(row => KeepChoice(row, chosen))];
        Unread = [.. UnreadTexts(draft)];
        Resurrected = rollback.Resurrected(draft);
        Objections = DraftObjections.Of(user, draft, Review, Unread, clock.GetUtcNow());
    }

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
