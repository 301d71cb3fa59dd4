using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support.Fakes;

namespace AccessConsole.Tests.Components;

/// <summary>Drafts as the store keeps them, for one test.</summary>
internal sealed class DraftsInMemory : IDraftStore
{
    private readonly Dictionary<Guid, Draft> drafts = [];
    private readonly List<DraftEntry> entries = [];

    /// <summary>Whether the database does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>What happens once a change is stored.</summary>
    public Action AfterUpdate { get; set; } = () => { };

    public Task<Draft> CreateAsync(Draft draft, AuditEvent auditEvent, CancellationToken cancellationToken) => Answer(() => drafts[draft.Id] = draft);

    public Task<Draft?> FindAsync(Guid id, CancellationToken cancellationToken) => Answer(() => drafts.GetValueOrDefault(id));

    public Task<IReadOnlyList<Draft>> ListAsync(DraftFilter filter, Guid? after, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<Draft>>(() => [.. Matching(filter).SkipWhile(d => after is not null && d.Id != after).Skip(after is null ? 0 : 1).Take(limit)]);

    public Task<int> CountAsync(DraftFilter filter, CancellationToken cancellationToken) => Answer(Matching(filter).Count);

    public Task<Draft?> UpdateAsync(Guid id, Func<Draft, DraftChange?> change, CancellationToken cancellationToken) => Answer(() =>
    {
        if (drafts.GetValueOrDefault(id) is not { } standing)
            return null;
        if (change(standing) is { } next)
        {
            if (next.Entry is { } entry)
                entries.Add(entry with { Id = entries.Count + 1 });
            drafts[id] = next.Draft with { Version = standing.Version + 1, Approvals = Approvals.IsAnother(standing, next.Draft) ? [] : next.Draft.Approvals };
            AfterUpdate();
        }

        return drafts[id];
    });

    public Task<DraftEntry> AddEntryAsync(DraftEntry entry, AuditEvent auditEvent, CancellationToken cancellationToken) => Answer(() =>
    {
        entries.Add(entry with { Id = entries.Count + 1 });
        return entries[^1];
    });

    public Task<IReadOnlyList<DraftEntry>> ListEntriesAsync(Guid id, DraftEntryKind? kind, long? before, int limit, CancellationToken cancellationToken) => Answer<IReadOnlyList<DraftEntry>>(() =>
        [.. entries.Where(e => e.DraftId == id && (kind is null || e.Kind == kind) && !(e.Id >= before)).OrderByDescending(e => e.Id).Take(limit)]);

    public Task<IReadOnlyList<DueDraft>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => Answer<IReadOnlyList<DueDraft>>(() =>
        [.. drafts.Values.Where(d => d.Schedule?.At <= now).OrderBy(d => d.Schedule!.At).Take(limit).Select(d => new DueDraft(d.Id, d.Schedule!))]);

    /// <summary>What is told to whom is the store's affair, and tested there.</summary>
    public Task<IReadOnlyList<DraftNews>> ListNewsAsync(PersonId person, int limit, CancellationToken cancellationToken) => Answer<IReadOnlyList<DraftNews>>(() => []);

    private IEnumerable<Draft> Matching(DraftFilter filter) => drafts.Values
        .Where(d => !filter.IsScheduled || d.Schedule is not null)
        .Where(d => filter.State is null || d.State == filter.State)
        .Where(d => !filter.IsOpen || d.State is not (DraftState.Published or DraftState.Withdrawn))
        .Where(d => Search.Finds(filter.Search, [d.Title, .. d.Authors.Select(a => a.Name)]))
        .Where(d => filter.Author is null || d.Authors.Any(a => a.Person == filter.Author))
        .Where(d => filter.Approver is null || Awaits(d, filter.Approver))
        .OrderByDescending(d => d.UpdatedAt).ThenByDescending(d => d.Id);

    private static bool Awaits(Draft draft, DraftApprover approver) =>
        draft.State == DraftState.Submitted && draft.BaseRevision == approver.Head && draft.Authors.All(a => a.Person != approver.Person)
        && draft.Approvals.All(a => a.Approver.Person != approver.Person) && (approver.Scopes is not { } scopes || draft.Places.Any(place => scopes.Any(scope => scope.Covers(place))));

    private Task<T> Answer<T>(Func<T> answer) => IsAway ? Task.FromException<T>(new TimeoutException("the database does not answer")) : Task.FromResult(answer());
}
