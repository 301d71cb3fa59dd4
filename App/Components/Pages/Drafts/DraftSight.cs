using AccessConsole.Components.Controls;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>A draft at one moment, with all that follows from it: nobody sees the draft of one moment beside the review of another.</summary>
public sealed record DraftSight
{
    public required Draft Draft { get; init; }

    public required IReadOnlyList<ObjectChange> Changes { get; init; }

    /// <summary>Null for a draft that is finished: what it would change now is nobody's question.</summary>
    public ChangeReview? Review { get; init; }

    /// <summary>What the draft changes and others changed since its base, with both versions.</summary>
    public IReadOnlyList<ConflictRow> Conflicts { get; init; } = [];

    /// <summary>How many conflicts wait for a choice.</summary>
    public int Undecided => Conflicts.Count(c => c.Choice is null);

    /// <summary>What has a text that cannot be read yet.</summary>
    public IReadOnlyList<PolicyReference> Unread { get; init; } = [];

    /// <summary>What a way back brings again that had ended or was taken away.</summary>
    public IReadOnlyList<Resurrection> Resurrected { get; init; } = [];

    /// <summary>Of the environments that the change is about: in which stages it may be published.</summary>
    public IReadOnlyList<RolloutPlan> Plans { get; init; } = [];

    /// <summary>Null where there is no review.</summary>
    public DraftObjections? Objections { get; init; }

    /// <summary>What happened to it and what people said of it, newest first.</summary>
    public IReadOnlyList<DraftEntry> Story { get; init; } = [];

    /// <summary>Authors of this change who lately approved changes of whoever looks, with how many: an approval would make it both ways.</summary>
    public IReadOnlyList<(Actor Author, int Changes)> Reciprocal { get; init; } = [];

    /// <summary>Whether the story begins before what is shown of it.</summary>
    public bool HasEarlier { get; init; }

    /// <summary>What a comment may speak of.</summary>
    public IReadOnlyList<DraftTopic> Topics { get; init; } = [];

    /// <summary>Why it was not published at the time set for it, while nobody set another or did anything else about it; null for no such thing.</summary>
    public DraftEntry? FailedSchedule => Draft is { State: DraftState.Submitted, Schedule: null }
        ? Story.FirstOrDefault(e => e.Kind is DraftEntryKind.Submitted or DraftEntryKind.Scheduled or DraftEntryKind.ScheduleFailed) is { Kind: DraftEntryKind.ScheduleFailed } failed ? failed : null
        : null;

    /// <summary>The newest edit of what waited for approval, while it is not submitted again, or somebody whose approval fell did not approve again; null for none.</summary>
    public DraftEntry? Reopened => Story.FirstOrDefault(e => e is { Kind: DraftEntryKind.Edited, OfSubmitted: true }) is { } edit
        && (Draft.State == DraftState.Editing || (Draft.State == DraftState.Submitted && edit.Fallen.Any(HasNotApprovedAgain))) ? edit : null;

    public bool IsMoved => Review is not null && Draft.BaseRevision != Review.BaseRevision;

    private bool HasNotApprovedAgain(Actor approver) => Draft.Approvals.All(a => a.Approver.Person != approver.Person);

    public ValueList<Approval> Counting => Review is null ? [] : Approvals.Counting(Draft, Review.Digest);

    /// <summary>Environments with approvals in which somebody gains access: their names are typed before publishing.</summary>
    public string Confirmation => Widening.ConfirmationOf(Review);
}
