using AccessConsole.Auditing;
using AccessConsole.Components.Controls;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Audit;

/// <summary>Who did what, found by person, act, object and time, and what proves it.</summary>
public sealed class AuditViewModel(IAuditLog log, IAuditTree tree, IPolicyStore policies, AuditCheckpoints checkpoints)
{
    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    /// <summary>Objects that an event shows before and after.</summary>
    public const int MaxChanges = 20;

    private const int MaxActors = 1_000;
    private const string RevisionPrefix = "revision/";
    private int turn;

    public AuditQuery Query { get; private set; } = new();

    public IReadOnlyList<AuditRecord> Rows { get; private set; } = [];

    /// <summary>After which event the next page begins; null on the last.</summary>
    public long? Next { get; private set; }

    /// <summary>Everybody who ever acted.</summary>
    public IReadOnlyList<Actor> Actors { get; private set; } = [];

    /// <summary>The newest checkpoint; null before there is one.</summary>
    public StoredCheckpoint? Checkpoint { get; private set; }

    /// <summary>What checkpoints verify with; null where none are signed.</summary>
    public string? Key => checkpoints.PublicKey?.ToString();

    /// <summary>The event that is shown whole; null where none is asked for, or there is none.</summary>
    public AuditRecord? Selected { get; private set; }

    /// <summary>What the event that is shown changed of the policy's objects.</summary>
    public IReadOnlyList<ObjectChange> Changes { get; private set; } = [];

    public bool IsSigned(long sequence) => sequence < Checkpoint?.Size;

    /// <summary>Loads nothing for somebody who may not read the log.</summary>
    public async Task LoadAsync(ConsoleUser user, AuditQuery query, CancellationToken cancellationToken)
    {
        var mine = ++turn;
        Query = query;
        if (!user.Has(ConsoleRole.Auditor))
            return;
        var actors = await log.ListActorsAsync(MaxActors, cancellationToken);
        var page = ListPage.Of(query.Filter is { } filter ? await log.ListAsync(filter, query.Before, PageSize + 1, cancellationToken) : [], PageSize);
        var checkpoint = await tree.FindCheckpointAsync(size: null, cancellationToken);
        var selected = query.Event is { } sequence ? await FindAsync(sequence, cancellationToken) : null;
        var changes = selected is null ? [] : await ChangesAsync(selected.Event, cancellationToken);
        // Whoever asked for another meanwhile is shown that.
        if (mine != turn)
            return;
        (Actors, Rows, Checkpoint, Selected, Changes) = (actors, page.Rows, checkpoint, selected, changes);
        Next = page.HasMore ? Rows[^1].Sequence : null;
    }

    private async Task<AuditRecord?> FindAsync(long sequence, CancellationToken cancellationToken) =>
        await tree.FindEventAsync(sequence, cancellationToken) is { } bytes && AuditEncoding.TryDecode(bytes) is { } decoded
            ? new AuditRecord(sequence, decoded.Event, bytes)
            : null;

    private async Task<IReadOnlyList<ObjectChange>> ChangesAsync(AuditEvent recorded, CancellationToken cancellationToken)
    {
        if (recorded.Action != AuditActions.RevisionPublished || !recorded.Subject.StartsWith(RevisionPrefix, StringComparison.Ordinal)
            || !int.TryParse(recorded.Subject[RevisionPrefix.Length..], out var revision))
            return [];
        // One more, and each before and after: where there are too many, the revision's own page has them.
        var states = await policies.ListChangedAsync(revision, 2 * (MaxChanges + 1), cancellationToken);
        return ObjectChange.Of(states, revision);
    }
}
