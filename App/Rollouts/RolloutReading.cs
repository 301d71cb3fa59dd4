using AccessConsole.Core.Ports;

namespace AccessConsole.Rollouts;

/// <summary>Looks at how revisions arrive.</summary>
public sealed class RolloutReading(IRolloutStore rollouts, IStagedRolloutStore stages, IPolicyStore policies, TimeProvider clock) : IDisposable
{
    /// <summary>How many laggards <see cref="FollowAsync"/> names.</summary>
    public const int MaxFollowed = 10;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim turn = new(1);
    private (int Number, int Version, DateTimeOffset At, RolloutSight? Sight)? last;

    /// <summary>A revision in all environments, read once a second for everybody who follows it: a hundred open pages cost the database what one does.</summary>
    /// <param name="version">The ledger's: what was read at an earlier one is read again.</param>
    /// <returns>Null where there is no such revision.</returns>
    public async Task<RolloutSight?> FollowAsync(int number, int version, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (last is { } known && known.Number == number && known.Version >= version && now - known.At < Kept)
                return known.Sight;
            var sight = await FindAsync(number, null, MaxFollowed, cancellationToken);
            last = (number, version, now, sight);
            return sight;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    /// <param name="environment">Null for all.</param>
    /// <returns>Null where there is no such revision.</returns>
    public async Task<RolloutSight?> FindAsync(int number, string? environment, int laggards, CancellationToken cancellationToken)
    {
        if (number == 0 || await policies.FindRevisionAsync(number, cancellationToken) is not { } revision)
            return null;
        var found = (await rollouts.FindAsync(number, cancellationToken)).Where(r => environment is null || r.Environment == environment).ToArray();
        var late = found.Any(r => !r.IsComplete) ? await rollouts.ListLaggardsAsync(number, environment, laggards, cancellationToken) : [];
        var staged = (await stages.FindAsync(number, cancellationToken)).Where(r => environment is null || r.Environment == environment).ToArray();
        // Where it is staged the ledger opens once it has reached everybody.
        var isOpening = found.Length == 0 && IsNew(revision.PublishedAt)
            && (await rollouts.ListChangedAsync(number, cancellationToken)).Any(changed => (environment is null || changed == environment) && staged.All(r => r.Environment != changed));
        isOpening |= staged.Any(r => r is { State: StagedRolloutState.Complete, EndedAt: { } end } && IsNew(end) && found.All(opened => opened.Environment != r.Environment));
        return new RolloutSight(revision, found, late, isOpening) { Staged = staged };
    }

    /// <summary>Those of earlier revisions may be removed since, or are from before there was a ledger.</summary>
    private bool IsNew(DateTimeOffset at) => clock.GetUtcNow() - at < TimeSpan.FromMinutes(5);
}
