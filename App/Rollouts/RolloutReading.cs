using AccessConsole.Core.Ports;

namespace AccessConsole.Rollouts;

/// <summary>Looks at how revisions arrive.</summary>
public sealed class RolloutReading(IRolloutStore rollouts, IPolicyStore policies, TimeProvider clock)
{
    /// <param name="environment">Null for all.</param>
    /// <returns>Null where there is no such revision.</returns>
    public async Task<RolloutSight?> FindAsync(int number, string? environment, int laggards, CancellationToken cancellationToken)
    {
        if (number == 0 || await policies.FindRevisionAsync(number, cancellationToken) is not { } revision)
            return null;
        var found = (await rollouts.FindAsync(number, cancellationToken)).Where(r => environment is null || r.Environment == environment).ToArray();
        var late = found.Any(r => !r.IsComplete) ? await rollouts.ListLaggardsAsync(number, environment, laggards, cancellationToken) : [];
        var isOpening = found.Length == 0 && (await rollouts.ListChangedAsync(number, cancellationToken)).Any(changed => environment is null || changed == environment) && IsNew(revision);
        return new RolloutSight(revision, found, late, isOpening);
    }

    /// <summary>Those of earlier revisions may be removed since, or are from before there was a ledger.</summary>
    private bool IsNew(Revision revision) => clock.GetUtcNow() - revision.PublishedAt < TimeSpan.FromMinutes(5);
}
