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

    public Task AppendAfterAsync(string action, string subject, Func<AuditEvent?, AuditEvent?> next, CancellationToken cancellationToken)
    {
        if (next(events.LastOrDefault(e => (e.Action, e.Subject) == (action, subject))) is { } following)
            events.Add(following);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AuditRecord>>(
        [
            .. events.Index().OrderByDescending(e => (e.Item.At, e.Index)).SkipWhile(e => before is not null && e.Index != before).Skip(before is null ? 0 : 1)
                .Where(e => Matches(e.Item, filter)).Take(limit).Select(e => new AuditRecord(e.Index, e.Item, AuditEncoding.Encode(e.Index, e.Item))),
        ]);

    public Task<(long First, long Last)?> FindRangeAsync(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var found = events.Index().Where(e => Matches(e.Item, new AuditFilter(Since: since, Until: until))).Select(e => e.Index).ToArray();
        return Task.FromResult<(long, long)?>(found.Length == 0 ? null : (found[0], found[^1]));
    }

    public Task<IReadOnlyList<Actor>> ListActorsAsync(int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Actor>>(
        [
            .. events.Select(e => e.Actor).Reverse().DistinctBy(a => a.Person)
                .OrderBy(a => a.Issuer, StringComparer.Ordinal).ThenBy(a => a.Subject, StringComparer.Ordinal).Take(limit),
        ]);

    private static bool Matches(AuditEvent recorded, AuditFilter filter) =>
        (filter.Action ?? recorded.Action) == recorded.Action && (filter.Subject ?? recorded.Subject) == recorded.Subject
        && (filter.Actor ?? recorded.Actor.Person) == recorded.Actor.Person && !(recorded.At < filter.Since) && !(recorded.At >= filter.Until);
}
