namespace AccessConsole.Core.Auditing;

/// <summary>One act, as it is handed to a store with the change it belongs to.</summary>
/// <param name="At">When, UTC, whole microseconds (what PostgreSQL keeps).</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="Subject">What was acted on, such as <c>draft/0198…</c> or <c>revision/42</c>.</param>
/// <param name="Details">Further facts by name, in any order; values never hold secrets.</param>
public sealed record AuditEvent(DateTimeOffset At, Actor Actor, string Action, string Subject, IReadOnlyDictionary<string, string?> Details);
