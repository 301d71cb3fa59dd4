using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Drafts;

/// <summary>
/// What people say of a change. A comment is no part of it: no approval falls, no version grows, and it may come after the change was published. Whoever may
/// read reads it; viewers say nothing, and no scope holds, since a question is no act.
/// </summary>
public sealed class DraftDiscussion(IDraftStore drafts, RequestRefusals refusals, DraftWorkflow workflow, TimeProvider clock, ILogger<DraftDiscussion> log)
{
    private static readonly ConsoleRole[] Speakers = [ConsoleRole.Editor, ConsoleRole.Approver, ConsoleRole.Auditor];

    /// <summary>Raised after somebody said something on this replica, with the draft's id; see <see cref="Listeners"/>.</summary>
    public event Action<Guid>? Changed;

    /// <param name="about">What of the change it speaks of; null for the whole.</param>
    /// <returns>The entry, or why it was refused.</returns>
    public async Task<(DraftEntry? Entry, PublishRefusal? Refusal)> CommentAsync(ConsoleUser user, Guid id, string? text, DraftTopic? about, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await drafts.FindAsync(id, cancellationToken) is not { } draft)
            return (null, new PublishRefusal(PublishRefusalKind.DraftNotFound, "there is no such draft", []));
        var cleaned = CommentText.Clean(text);
        if (Objection(user) is { } forbidden)
            return (null, await RefuseAsync(user, id, PublishRefusalKind.Forbidden, forbidden, now, cancellationToken));
        if (cleaned is null || CommentText.Problem(cleaned, "comment") is not null)
            return (null, new PublishRefusal(PublishRefusalKind.Invalid, CommentText.Problem(cleaned, "comment") ?? "the comment is empty: write something", []));
        if (about is not null && TopicProblem(draft, about) is { } problem)
            return (null, new PublishRefusal(PublishRefusalKind.Invalid, problem, []));
        var entry = new DraftEntry { DraftId = id, Kind = DraftEntryKind.Commented, At = now, Actor = user.Actor, Text = cleaned, About = about };
        var stored = await drafts.AddEntryAsync(entry, DraftEvents.Commented(draft, entry), cancellationToken);
        Listeners.Tell(Changed, id, log);
        return (stored, null);
    }

    /// <summary>Why this person says nothing; null where they may.</summary>
    public static string? Objection(ConsoleUser user) =>
        Speakers.Any(user.Has) ? null : "viewers read the discussion: writing in it needs the editor, approver, auditor or admin role";

    /// <summary>What comments on a draft may speak of: its objects and, where there is a review of it, the places that it touches.</summary>
    public static IReadOnlyList<DraftTopic> Topics(Draft draft, ChangeReview? review) =>
    [
        .. draft.Patch.Upserts.Select(o => o.Reference).Concat(draft.Patch.Deletes).Order().Select(o => new DraftTopic(o, null)),
        .. (review?.Places ?? []).Select(touched => new DraftTopic(null, touched.Place)),
    ];

    private string? TopicProblem(Draft draft, DraftTopic about) =>
        about is { Object: null } == about is { Place: null } ? "`about` names an object or a place, one of them"
        : Topics(draft, draft.State is DraftState.Published or DraftState.Withdrawn ? null : workflow.Review(draft)).Contains(about) ? null
        : $"{(about.Object is { } named ? named.ToString() : about.Place!.ToString())} is not part of this change";

    private async Task<PublishRefusal> RefuseAsync(ConsoleUser user, Guid id, PublishRefusalKind kind, string message, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var refusal = new PublishRefusal(kind, message, []);
        await refusals.RecordAsync(DraftEvents.Refused(id, user, AuditActions.DraftCommented, refusal, now), cancellationToken);
        return refusal;
    }
}
