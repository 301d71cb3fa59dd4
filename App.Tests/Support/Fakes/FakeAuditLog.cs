using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>An audit log in memory.</summary>
public sealed class FakeAuditLog : IAuditLog
{
    private readonly List<AuditEvent> events = [];

    public Task AppendAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        events.Add(auditEvent);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AuditRecord>>(
        [
            .. events.Index().Reverse()
                .Where(e => (before is null || e.Index < before) && (filter.Action ?? e.Item.Action) == e.Item.Action && (filter.Subject ?? e.Item.Subject) == e.Item.Subject)
                .Take(limit).Select(e => new AuditRecord(e.Index, e.Item, default)),
        ]);
}
