using AccessConsole.Core.Ports;
using AccessConsole.Distribution.DiskCache;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Distribution.Catalog;

/// <summary>Fills the catalog at start, from the database or else from the disk, and writes to the disk what is published later.</summary>
internal sealed class CatalogKeeper(
    BundleCatalog catalog, StandingBundles standing, BundleDiskCache disk, DegradedParts degraded, IHostApplicationLifetime lifetime, TimeProvider clock,
    ServiceRestarts restarts, ILogger<CatalogKeeper> logger) : ResilientService(restarts)
{
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LaterPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(5);

    private readonly Lock queueing = new();
    private readonly SemaphoreSlim queued = new(0);
    private Unwritten unwritten = Unwritten.Nothing;
    private bool isFromDatabase;

    public override void Dispose()
    {
        queued.Dispose();
        base.Dispose();
    }

    /// <summary>Returns once there is something to serve, if it is to be had: requests come after.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        catalog.Published += Enqueue;
        // The server waits for requests in flight before it stops anything else: held polls end when stopping begins.
        lifetime.ApplicationStopping.Register(catalog.Stop);
        LoadFromDisk();
        await TryLoadFromDatabaseAsync(FirstPatience, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        catalog.Published -= Enqueue;
        TryWrite();
    }

    protected override Task RunAsync(CancellationToken stoppingToken) => RunTogetherAsync(stoppingToken, LoadLaterAsync, WriteAsync);

    private void LoadFromDisk()
    {
        try
        {
            if (disk.Load() is not { } cached)
                return;
            catalog.Load(cached.Revision, cached.Bundles, cached.Holds);
            if (cached.Damaged > 0)
                degraded.Report(DegradedParts.BundleCache, $"{cached.Damaged} cached bundles are damaged and were left out; the database replaces them once it answers");
            else if (cached.IsClosed)
                degraded.Report(DegradedParts.BundleCache, "the cache does not say any more to whom a staged publish is released: nobody is handed it until the database answers");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.LogError(e, "the cache on disk cannot be read");
            degraded.Report(DegradedParts.BundleCache, "the cache on disk cannot be read");
        }
    }

    private async Task TryLoadFromDatabaseAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(patience);
            await standing.LoadAsync(timeout.Token);
            isFromDatabase = true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (degraded.Report(DegradedParts.Database, "the database does not answer; bundles and tokens are served from memory and disk"))
                logger.LogWarning(e, "bundles could not be loaded from the database; those of the disk cache are served");
        }
    }

    private async Task LoadLaterAsync(CancellationToken stopping)
    {
        while (!isFromDatabase)
        {
            await Task.Delay(TryAgainAfter, clock, stopping);
            await TryLoadFromDatabaseAsync(LaterPatience, stopping);
        }
    }

    private void Enqueue((int Revision, IReadOnlyList<StoredBundle> Bundles, IReadOnlyList<BundleHold> Holds) published)
    {
        lock (queueing)
            unwritten = unwritten.With(published.Revision, published.Bundles, published.Holds);
        queued.Release();
    }

    private async Task WriteAsync(CancellationToken stopping)
    {
        while (true)
        {
            await queued.WaitAsync(stopping);
            if (TryWrite())
                continue;
            await Task.Delay(TryAgainAfter, clock, stopping);
            queued.Release();
        }
    }

    private bool TryWrite()
    {
        Unwritten due;
        lock (queueing)
            (due, unwritten) = (unwritten, Unwritten.Nothing);
        try
        {
            disk.Save(due.Revision, due.Bundles, due.Holds);
            degraded.Clear(DegradedParts.BundleCache);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (degraded.Report(DegradedParts.BundleCache, "the cache on disk cannot be written; a restart without the database would lack what is new"))
                logger.LogError(e, "published bundles could not be written to the cache on disk");
            lock (queueing)
                unwritten = due.With(unwritten.Revision, unwritten.Bundles, unwritten.Holds);
            return false;
        }
    }

    /// <summary>What the disk does not have yet, in the order in which it came.</summary>
    /// <param name="Revision">The revision up to which every archive is there once these are written; 0 where none of it says so.</param>
    private sealed record Unwritten(int Revision, IReadOnlyList<StoredBundle> Bundles, IReadOnlyList<BundleHold> Holds)
    {
        public static readonly Unwritten Nothing = new(0, [], []);

        public Unwritten With(int revision, IReadOnlyList<StoredBundle> bundles, IReadOnlyList<BundleHold> holds) =>
            new(Math.Max(Revision, revision), [.. Bundles, .. bundles], [.. Holds, .. holds]);
    }
}
