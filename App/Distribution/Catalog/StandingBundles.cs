using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Catalog;

/// <summary>Brings archives from the database into the catalog, together with who may not have them.</summary>
public sealed class StandingBundles(IBundleStore bundles, IStagedRolloutStore rollouts, BundleCatalog catalog) : IDisposable
{
    // What was read earlier is taken earlier: else something would be held back of which nobody tells any more.
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Everything that somebody is handed now.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var archives = await bundles.LoadCurrentAsync(cancellationToken).ToListAsync(cancellationToken);
        await TakeAsync(archives.Select(archive => archive.Revision).DefaultIfEmpty().Max(), archives, cancellationToken);
    }

    /// <param name="revision">The revision up to which the catalog has every archive, together with these.</param>
    public async Task TakeAsync(int revision, IReadOnlyList<StoredBundle> archives, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            await TakeInTurnAsync(revision, archives, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task TakeInTurnAsync(int revision, IReadOnlyList<StoredBundle> archives, CancellationToken cancellationToken)
    {
        var held = catalog.Holds().Select(hold => (hold.Revision, hold.Environment)).ToHashSet();
        // INVARIANT (stages): read after the archives, which were written with it: what was released since may be told, but never less than there is.
        var found = await rollouts.ListHoldsAsync(revision, held, cancellationToken);
        var unknown = held.Except(found.Select(rollout => (rollout.Revision, rollout.Environment)));
        catalog.Publish(revision, archives, [.. found.Select(BundleHold.Of), .. unknown.Select(hold => BundleHold.Unknown(hold.Environment, hold.Revision))]);
    }
}
