using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Ports;

/// <summary>One step in the story of a change: an act on the draft, or what somebody said of it. History: never changed or removed.</summary>
public sealed record DraftEntry
{
    /// <summary>Its place in the store's order; 0 until it is stored.</summary>
    public long Id { get; init; }

    public required Guid DraftId { get; init; }

    public required DraftEntryKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Actor Actor { get; init; }

    /// <summary>The comment, or the reason of the act.</summary>
    public string? Text { get; init; }

    /// <summary>What of the change a comment speaks of; null for the whole.</summary>
    public DraftTopic? About { get; init; }

    /// <summary>Whose approvals the act voided.</summary>
    public ValueList<Actor> Fallen { get; init; }

    /// <summary>Whether it took a draft that waited for approval off its way, which others have to know: an edit, or a schedule that failed.</summary>
    public bool OfSubmitted { get; init; }

    /// <summary>The instant that was set for publishing, or that fell by the act.</summary>
    public DateTimeOffset? PublishAt { get; init; }

    /// <summary>The revision that the draft became.</summary>
    public int? Revision { get; init; }
}

/// <summary>An object or a place of a change; one of the two.</summary>
public sealed record DraftTopic(PolicyReference? Object, Place? Place);

/// <summary>Persisted by name: do not rename.</summary>
public enum DraftEntryKind
{
    Commented,
    Edited,
    Submitted,
    Approved,
    Declined,
    Withdrawn,
    Published,
    Scheduled,
    Unscheduled,

    /// <summary>The instant came and the change was refused.</summary>
    ScheduleFailed,
}

/// <summary>An edit of a submitted draft, or a schedule that failed, that a person has not answered yet.</summary>
/// <param name="Title">The draft's.</param>
/// <param name="IsAuthor">Whether it is told to the person as an author, who submits the draft again or takes it back; else as an approver whose approval fell, or as who scheduled it.</param>
public sealed record DraftNews(DraftEntry Entry, string Title, bool IsAuthor);
