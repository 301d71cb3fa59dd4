namespace AccessConsole.Core.Auditing;

/// <summary>Something of the log that is not as it was recorded.</summary>
/// <param name="First">The first event that it is about.</param>
/// <param name="Last">The last event that it is about.</param>
/// <param name="Message">A sentence that names the event: lower-case, no final stop.</param>
public sealed record AuditFinding(AuditFindingKind Kind, long First, long Last, string Message);

public enum AuditFindingKind
{
    /// <summary>The event's bytes are not those whose hash the tree has.</summary>
    Changed,

    /// <summary>The event is gone.</summary>
    Missing,

    /// <summary>The event stands at a place that is not its own.</summary>
    Moved,

    /// <summary>What is stored beside the event to find it by says something else than the event.</summary>
    CopyDiffers,

    /// <summary>The leaves, or hashes over them, are not those that were signed.</summary>
    Rewritten,

    /// <summary>What is signed does not continue what was signed before.</summary>
    Forked,

    /// <summary>It cannot be read.</summary>
    Unreadable,
}
