using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Distribution.Points;

/// <summary>Stores reports in batches and learns what other replicas were told. While the database is away the table goes on from memory.</summary>
internal sealed class EnforcementPointKeeper(
    EnforcementPoints points, PointPolls polls, IEnforcementPointStore store, TimeProvider clock, ServiceRestarts restarts, ILogger<EnforcementPointKeeper> logger) : ResilientService(restarts)
{
    private const int PageSize = 1_000;
    private const int MaxPages = 100;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LoadEvery = TimeSpan.FromSeconds(30);

    private bool isSaveFailing;
    private bool isLoadFailing;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TrySaveAsync(cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SaveEvery, clock);
        var loadAt = DateTimeOffset.MinValue;
        do
        {
            await TrySaveAsync(stoppingToken);
            if (clock.GetUtcNow() < loadAt)
                continue;
            await TryLoadAsync(stoppingToken);
            points.RemoveGone();
            polls.RemoveSilent(clock.GetUtcNow());
            loadAt = clock.GetUtcNow() + LoadEvery;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TrySaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SaveAsync(cancellationToken);
            isSaveFailing = false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!isSaveFailing)
                logger.LogWarning(e, "reports of enforcement points cannot be stored; they are kept in memory");
            isSaveFailing = true;
        }
    }

    private async Task TryLoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync(cancellationToken);
            isLoadFailing = false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!isLoadFailing)
                logger.LogWarning(e, "what other replicas were told by enforcement points cannot be read; the table goes on from memory");
            isLoadFailing = true;
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        var unsaved = points.TakeUnsaved();
        var unsavedPolls = points.TakeUnsavedPolls();
        if (unsaved.Count + unsavedPolls.Count == 0)
            return;
        points.RaiseChanged();
        try
        {
            if (unsaved.Count > 0)
                await store.SaveAsync(unsaved, cancellationToken);
        }
        catch
        {
            points.PutBack(unsaved);
            throw;
        }

        // What is lost of these is noted again within minutes.
        if (unsavedPolls.Count > 0)
            await store.SavePollsAsync(unsavedPolls, cancellationToken);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - EnforcementPoints.GoneAfter;
        Guid? after = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var stored = await store.ListAsync(null, since, after, PageSize, cancellationToken);
            points.Merge(stored);
            if (stored.Count < PageSize)
                break;
            after = stored[^1].Id;
        }

        points.RaiseChanged();
    }
}
