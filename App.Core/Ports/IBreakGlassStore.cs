using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>Who broke the glass, and what others said of it afterwards. Both are history and never change.</summary>
public interface IBreakGlassStore
{
    /// <summary>Newest first, those of revisions below <paramref name="before"/> where it is given.</summary>
    Task<IReadOnlyList<BreakGlassRecord>> ListAsync(int? before, int limit, CancellationToken cancellationToken);

    /// <summary>Those that nobody looked at, and those whose grant has not ended by <paramref name="now"/>, newest first.</summary>
    Task<IReadOnlyList<BreakGlassRecord>> ListOpenAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The person's newest one that nobody looked at; null for none.</summary>
    Task<BreakGlassRecord?> FindUnreviewedAsync(PersonId person, CancellationToken cancellationToken);

    Task<BreakGlassRecord?> FindAsync(int revision, CancellationToken cancellationToken);

    /// <returns>False where somebody looked at it before.</returns>
    Task<bool> ReviewAsync(BreakGlassReview review, AuditEvent auditEvent, CancellationToken cancellationToken);
}

/// <summary>Whom a revision let in without waiting for approvals.</summary>
/// <param name="Grant">The id of the grant, which survives renaming.</param>
/// <param name="Name">The grant's name then.</param>
public sealed record BreakGlass(Guid Grant, string Name, ValueList<string> Environments, DateTimeOffset Expires, string Reason);

/// <param name="Review">Null while nobody looked at it.</param>
public sealed record BreakGlassRecord(Revision Revision, BreakGlassReview? Review)
{
    public BreakGlass BreakGlass => Revision.BreakGlass!;
}

/// <summary>What somebody else found of it.</summary>
public sealed record BreakGlassReview(int Revision, Actor Reviewer, DateTimeOffset At, BreakGlassVerdict Verdict, string Comment);

/// <summary>Persisted by name: do not rename.</summary>
public enum BreakGlassVerdict
{
    Justified,
    NotJustified,
}
