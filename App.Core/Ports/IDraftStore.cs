using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Ports;

/// <summary>Edits not yet in force. Everything typed is kept here, never in a browser's circuit.</summary>
public interface IDraftStore
{
    Task<Draft> CreateAsync(Draft draft, AuditEvent auditEvent, CancellationToken cancellationToken);

    Task<Draft?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Newest edit first.</summary>
    Task<IReadOnlyList<Draft>> ListAsync(DraftFilter filter, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>How many drafts <see cref="ListAsync"/> would list in all.</summary>
    Task<int> CountAsync(DraftFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the draft as <paramref name="change"/> makes it of the one that stands; null from <paramref name="change"/> leaves it. Runs again when
    /// another writer came first, so <paramref name="change"/> judges what it is given (a version the author did not see, a state that forbids it).
    /// A changed patch, base or title voids the approvals.
    /// </summary>
    Task<Draft?> UpdateAsync(Guid id, Func<Draft, DraftChange?> change, CancellationToken cancellationToken);

    /// <summary>Adds to a draft's story and leaves the draft as it is, approvals and version included. The draft exists.</summary>
    /// <returns>The entry as it is stored.</returns>
    Task<DraftEntry> AddEntryAsync(DraftEntry entry, AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>The draft's story, newest first.</summary>
    /// <param name="kind">Only entries of this kind.</param>
    /// <param name="before">Only entries that came before this one.</param>
    Task<IReadOnlyList<DraftEntry>> ListEntriesAsync(Guid id, DraftEntryKind? kind, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Drafts whose schedule has come at <paramref name="now"/>, the earliest first.</summary>
    Task<IReadOnlyList<DueDraft>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The newest edit of each draft, by others and while it waited for approval, that the person has not answered: as an author while it is not submitted
    /// again, as an approver whose approval fell while they did not approve again. And each draft of theirs, or that they scheduled, whose schedule failed, while it
    /// stands so. Newest first.
    /// </summary>
    Task<IReadOnlyList<DraftNews>> ListNewsAsync(PersonId person, int limit, CancellationToken cancellationToken);
}

/// <summary>A draft's next state with the act that made it.</summary>
/// <param name="Entry">What the draft's story says of it; null for nothing.</param>
public sealed record DraftChange(Draft Draft, AuditEvent Event, DraftEntry? Entry = null);

/// <param name="State">Only those in this state.</param>
/// <param name="Author">Only those that this person edited.</param>
/// <param name="IsOpen">Only those that are neither published nor withdrawn.</param>
/// <param name="Approver">Only those that this person may approve.</param>
/// <param name="IsScheduled">Only those that publish themselves at an instant, the earliest first.</param>
/// <param name="Search">Only those in which each of these words stands: in the title or an author's name, or as the begin of the id or of the number of the revision that it became.</param>
public sealed record DraftFilter(DraftState? State = null, PersonId? Author = null, bool IsOpen = false, DraftApprover? Approver = null, bool IsScheduled = false, string? Search = null);

/// <summary>Whose approval a draft may wait for: it is submitted on the newest revision, touches a place in one of the scopes, and the person is neither its author nor approved it.</summary>
/// <param name="Head">The newest revision.</param>
/// <param name="Scopes">Where the person approves; null stands for everywhere.</param>
public sealed record DraftApprover(PersonId Person, int Head, ValueList<RoleScope>? Scopes);

/// <summary>A patch on a base revision, on its way from first edit to publication.</summary>
public sealed record Draft
{
    public required Guid Id { get; init; }

    /// <summary>Grows with each stored change: the optimistic lock.</summary>
    public int Version { get; init; } = 1;

    /// <summary>In one line; becomes the revision's summary.</summary>
    public required string Title { get; init; }

    public required int BaseRevision { get; init; }

    public required PolicyPatch Patch { get; init; }

    /// <summary>The text as its author wrote it, comments included, where it came as text.</summary>
    public string? Text { get; init; }

    public DraftState State { get; init; } = DraftState.Editing;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required Actor Owner { get; init; }

    /// <summary>Everybody who edited, requested or submitted any part; none of them counts as approver.</summary>
    public ValueList<Actor> Authors { get; init; }

    public ValueList<Approval> Approvals { get; init; }

    /// <summary>What it touched when it was submitted. Whoever acts on it is judged by what then stands; this serves searches.</summary>
    public ValueList<Place> Places { get; init; }

    /// <summary>Set for a rollback: the earlier revision whose state the patch restores.</summary>
    public int? RollsBackTo { get; init; }

    /// <summary>Set for a change that takes back what one revision changed, and nothing of later ones.</summary>
    public int? Undoes { get; init; }

    /// <summary>Set while it publishes itself at an instant; any edit takes it off.</summary>
    public DraftSchedule? Schedule { get; init; }

    /// <summary>Why it was declined.</summary>
    public string? DeclineReason { get; init; }

    /// <summary>The revision it became.</summary>
    public int? PublishedAs { get; init; }
}

/// <summary>Persisted by name: do not rename.</summary>
public enum DraftState
{
    Editing,
    Submitted,
    Declined,
    Withdrawn,
    Published,
}

/// <summary>One person's approval.</summary>
/// <param name="Digest">SHA-256, lower-case hex, over base revision, document and diff: what exactly was approved.</param>
/// <param name="AuthenticatedAt">When the person last proved who they are.</param>
/// <param name="Scopes">Where the person was approver then; null in approvals from before there were places, which were let in only where they covered the whole change.</param>
public sealed record Approval(
    Actor Approver, DateTimeOffset At, string Digest, DateTimeOffset AuthenticatedAt, string? Comment, ValueList<RoleScope>? Scopes = null)
{
    /// <summary>
    /// The ID token of the sign-in by which the approval was given, for a signer that does not believe the console; null where there is none. Personal: it is kept with the approval and
    /// nowhere else, and is neither shown nor logged.
    /// </summary>
    public string? IdToken { get; init; }

    /// <summary>The approval without what proves it, for wherever it is only told.</summary>
    public Approval WithoutToken => IdToken is null ? this : this with { IdToken = null };

    public bool Covers(Place place) => Scopes is not { } scopes || scopes.Any(scope => scope.Covers(place));
}
