using System.Runtime.CompilerServices;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

internal sealed class BundleStore(IDbContextFactory<AccessDbContext> contexts) : IBundleStore
{
    public IAsyncEnumerable<StoredBundle> LoadCurrentAsync(CancellationToken cancellationToken) => StreamAsync(
        bundles => bundles
            .Where(b => b.Revision == bundles.Where(other => other.Scope == b.Scope).Max(other => other.Revision))
            .OrderBy(b => b.Scope).ThenBy(b => b.PublishedIn).ThenBy(b => b.KeyOrder),
        cancellationToken);

    public IAsyncEnumerable<StoredBundle> LoadSinceAsync(int revision, CancellationToken cancellationToken) => StreamAsync(
        bundles => bundles
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

    private async IAsyncEnumerable<StoredBundle> StreamAsync(
        Func<IQueryable<BundleRow>, IQueryable<BundleRow>> query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await foreach (var row in query(context.Bundles.AsNoTracking()).AsAsyncEnumerable().WithCancellation(cancellationToken))
            yield return row.ToBundle();
    }
}
