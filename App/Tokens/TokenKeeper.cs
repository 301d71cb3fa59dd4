using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Tokens;

/// <summary>Keeps the tokens in memory in step with the database, and the disk in step with memory.</summary>
internal sealed class TokenKeeper(
    TokenCache cache, TokenDiskCache disk, ITokenStore store, DegradedParts degraded, TimeProvider clock, ServiceRestarts restarts, ILogger<TokenKeeper> logger) : ResilientService(restarts)
{
    private static readonly TimeSpan ReloadEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan NoteUsesEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SaveAgainAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly PatientCalls calls = new(Patience);
    private readonly SemaphoreSlim changed = new(0, 1);

    public override void Dispose()
    {
        changed.Dispose();
        base.Dispose();
    }

    /// <summary>Returns once every token that can be known is in memory: requests come after.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        cache.Changed += Signal;
        cache.Restore(disk.Load());
        await ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        cache.Changed -= Signal;
        await NoteUsesAsync(cancellationToken);
    }

    protected override Task RunAsync(CancellationToken stoppingToken) => RunTogetherAsync(stoppingToken, ReloadFromTimeToTimeAsync, NoteUsesFromTimeToTimeAsync, SaveChangesAsync);

    private Task ReloadFromTimeToTimeAsync(CancellationToken stopping) => EveryAsync(ReloadEvery, ReloadAsync, stopping);

    private Task NoteUsesFromTimeToTimeAsync(CancellationToken stopping) => EveryAsync(NoteUsesEvery, NoteUsesAsync, stopping);

    private async Task EveryAsync(TimeSpan period, Func<CancellationToken, Task> act, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period, clock);
        while (await timer.WaitForNextTickAsync(stopping))
            await act(stopping);
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var known = cache.Known();
            cache.Replace(await calls.AskAsync(store.LoadLiveAsync, cancellationToken), known);
            if (degraded.Clear(DegradedParts.Database))
                logger.LogInformation("the database answers again");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (degraded.Report(DegradedParts.Database, "the database does not answer; bundles and tokens are served from memory and disk"))
                logger.LogWarning(e, "tokens could not be reloaded; those in memory stay");
        }
    }

    private async Task NoteUsesAsync(CancellationToken cancellationToken)
    {
        var uses = cache.TakeUses();
        if (uses.Count == 0)
            return;
        try
        {
            await store.NoteUseAsync(uses, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(e, "when {Count} tokens were last used is lost", uses.Count);
        }
    }

    private async Task SaveChangesAsync(CancellationToken stopping)
    {
        while (true)
        {
            await changed.WaitAsync(stopping);
            if (!TrySave())
            {
                await Task.Delay(SaveAgainAfter, clock, stopping);
                Signal();
            }
        }
    }

    private bool TrySave()
    {
        try
        {
            disk.Save(cache.Snapshot());
            degraded.Clear(DegradedParts.TokenCache);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (degraded.Report(DegradedParts.TokenCache, "the cache on disk cannot be written; a restart without the database would lack what is new"))
                logger.LogError(e, "the cached tokens could not be written");
            return false;
        }
    }

    private void Signal()
    {
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // A save that will see this change is already due.
        }
    }
}
