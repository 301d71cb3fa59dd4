using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Components;

/// <summary>Drafts as the store keeps them, for one test.</summary>
internal sealed class DraftsInMemory : IDraftStore
{
    private readonly Dictionary<Guid, Draft> drafts = [];

    public Task<Draft> CreateAsync(Draft draft, AuditEvent auditEvent, CancellationToken cancellationToken) => Task.FromResult(drafts[draft.Id] = draft);

    public Task<Draft?> FindAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(drafts.GetValueOrDefault(id));

    public Task<IReadOnlyList<Draft>> ListAsync(DraftFilter filter, Guid? after, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Draft>>(
    [
        .. drafts.Values.Where(d => (filter.State is null || d.State == filter.State) && (filter.Author is null || d.Authors.Any(a => a.Person == filter.Author)))
            .OrderByDescending(d => d.UpdatedAt).Take(limit),
    ]);

    public Task<Draft?> UpdateAsync(Guid id, Func<Draft, DraftChange?> change, CancellationToken cancellationToken)
    {
        if (drafts.GetValueOrDefault(id) is not { } standing)
            return Task.FromResult<Draft?>(null);
        if (change(standing) is { } next)
        {
            var isSame = next.Draft.Patch == standing.Patch && next.Draft.BaseRevision == standing.BaseRevision;
            drafts[id] = next.Draft with { Version = standing.Version + 1, Approvals = isSame ? next.Draft.Approvals : [] };
        }

        return Task.FromResult<Draft?>(drafts[id]);
    }
}
