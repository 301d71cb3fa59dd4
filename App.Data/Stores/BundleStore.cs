using System.Runtime.CompilerServices;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

internal sealed class BundleStore(IDbContextFactory<AccessDbContext> contexts) : IBundleStore
{
    public IAsyncEnumerable<StoredBundle> LoadCurrentAsync(CancellationToken cancellationToken) => StreamAsync(
        context => Current(context).AsNoTracking()
            .OrderBy(b => b.Scope).ThenByDescending(b => b.Revision).ThenBy(b => b.PublishedIn).ThenBy(b => b.KeyOrder),
        cancellationToken);

    public IAsyncEnumerable<StoredBundle> LoadSinceAsync(int revision, CancellationToken cancellationToken) => StreamAsync(
        context => context.Bundles.AsNoTracking()
            .Where(b => b.PublishedIn > revision)
            .OrderBy(b => b.PublishedIn).ThenBy(b => b.Scope).ThenBy(b => b.KeyOrder),
        cancellationToken);

    public async Task<StoredBundle?> FindAsync(BundleScope scope, int revision, string? keyId, CancellationToken cancellationToken)
    {
        var name = scope.ToString();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var current = await context.Bundles.Where(b => b.Scope == name && b.Revision <= revision)
            .MaxAsync(b => (int?)b.Revision, cancellationToken);
        var row = await context.Bundles.AsNoTracking()
            .Where(b => b.Scope == name && b.Revision == current && (keyId == null || b.KeyId == keyId))
            .OrderBy(b => b.PublishedIn).ThenBy(b => b.KeyOrder)
            .FirstOrDefaultAsync(cancellationToken);
        return row?.ToBundle();
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListDigestsAsync(BundleScope scope, int revision, CancellationToken cancellationToken)
    {
        var name = scope.ToString();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var digests = await context.Bundles.Where(b => b.Scope == name && b.Revision == revision)
            .OrderBy(b => b.PublishedIn).ThenBy(b => b.KeyOrder).Select(b => b.Sha256).ToListAsync(cancellationToken);
        return [.. digests.Select(digest => (ReadOnlyMemory<byte>)digest)];
    }

    public async Task<string?> AddSignaturesAsync(
        SignedScopes scopes, string? after, int limit,
        Func<IReadOnlyList<StoredBundle>, CancellationToken, Task<SignatureAddition>> sign, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Under the lock of publishing no archive takes another's place meanwhile, and two replicas do not both sign.
        await context.ExecuteScriptAsync("lock_publishing", cancellationToken);
        var (keyIds, environment) = scopes;
        var others = scopes.Others;
        var lacking = await Current(context)
            .Where(b => environment == null ? !others.Contains(b.Environment) : b.Environment == environment)
            .GroupBy(b => new { b.Scope, b.Revision })
            .Where(same => same.Count(b => keyIds.Contains(b.KeyId)) < keyIds.Count && (after == null || string.Compare(same.Key.Scope, after) > 0))
            .Select(same => same.Key.Scope).Distinct().OrderBy(scope => scope).Take(limit).ToListAsync(cancellationToken);
        if (lacking.Count == 0)
            return null;
        var rows = await Current(context).AsNoTracking().Where(b => lacking.Contains(b.Scope))
            .OrderBy(b => b.Scope).ThenBy(b => b.PublishedIn).ThenBy(b => b.KeyOrder).ToListAsync(cancellationToken);
        var addition = await sign([.. rows.Select(row => row.ToBundle())], cancellationToken);
        await new BundleWriter(context).AddAsync(addition.Bundles, rows, await context.HeadRevisionAsync(cancellationToken), cancellationToken);
        await context.SaveWithAuditAsync(addition.Events, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return lacking[^1];
    }

    /// <summary>The newest of each scope, and what is handed to those from whom a rollout holds the newest back.</summary>
    private static IQueryable<BundleRow> Current(AccessDbContext context) => context.Bundles.Where(b =>
        b.Revision == context.Bundles.Where(other => other.Scope == b.Scope).Max(other => other.Revision)
        || context.StagedRollouts.Any(held => (held.State == StagedRolloutState.Going || held.State == StagedRolloutState.Halted) && held.Environment == b.Environment
            && b.Revision == context.Bundles.Where(other => other.Scope == b.Scope && other.Revision < held.Revision).Max(other => other.Revision)));

    private async IAsyncEnumerable<StoredBundle> StreamAsync(
        Func<AccessDbContext, IQueryable<BundleRow>> query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await foreach (var row in query(context).AsAsyncEnumerable().WithCancellation(cancellationToken))
            yield return row.ToBundle();
    }
}
