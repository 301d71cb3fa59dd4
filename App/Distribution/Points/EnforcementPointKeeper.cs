using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Points;

/// <summary>Stores reports in batches and learns what other replicas were told. While the database is away the table goes on from memory.</summary>
internal sealed class EnforcementPointKeeper(
    EnforcementPoints points, PointPolls polls, IEnforcementPointStore store, TimeProvider clock, ILogger<EnforcementPointKeeper> logger) : BackgroundService
{
    private const int PageSize = 1_000;
    private const int MaxPages = 100;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LoadEvery = TimeSpan.FromSeconds(30);

    private bool isFailing;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(SaveAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SaveEvery, clock);
        var loadAt = DateTimeOffset.MinValue;
        do
        {
            await TryAsync(SaveAsync, stoppingToken);
            if (clock.GetUtcNow() < loadAt)
                continue;
            await TryAsync(LoadAsync, stoppingToken);
            points.RemoveGone();
            polls.RemoveSilent(clock.GetUtcNow());
            loadAt = clock.GetUtcNow() + LoadEvery;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(cancellationToken);
            isFailing = false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!isFailing)
                logger.LogWarning(e, "reports of enforcement points cannot be stored; they are kept in memory");
            isFailing = true;
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        var unsaved = points.TakeUnsaved();
        var polls = points.TakeUnsavedPolls();
        if (unsaved.Count + polls.Count == 0)
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
        if (polls.Count > 0)
            await store.SavePollsAsync(polls, cancellationToken);
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
