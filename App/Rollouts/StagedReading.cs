using AccessConsole.Core.Ports;

namespace AccessConsole.Rollouts;

/// <summary>Looks at the staged rollouts that are not over: once a second for everybody who follows them.</summary>
public sealed class StagedReading(IStagedRolloutStore store, IStageEvidence evidence, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim turn = new(1);
    private (DateTimeOffset At, IReadOnlyList<StagedSight> Found)? last;

    /// <summary>By environment, as they stood at most a second ago.</summary>
    public async Task<IReadOnlyList<StagedSight>> FollowAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (last is { } known && now - known.At < Kept)
                return known.Found;
            var found = await ListAsync(cancellationToken);
            last = (now, found);
            return found;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>By environment, as they stand.</summary>
    public async Task<IReadOnlyList<StagedSight>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<StagedSight>();
        foreach (var rollout in await store.ListLiveAsync(cancellationToken))
            found.Add(new StagedSight(rollout, await FindEvidenceAsync(rollout, cancellationToken)));
        return found;
    }

    /// <summary>Of all stages that have it, since the last of them has.</summary>
    public Task<StageEvidence> FindEvidenceAsync(StagedRollout rollout, CancellationToken cancellationToken) =>
        evidence.FindAsync(rollout.Environment, rollout.Revision, [.. rollout.Stages.Take(rollout.Reached + 1).Select(stage => stage.Labels)], rollout.StartedAt, rollout.StageSince, cancellationToken);

    public void Dispose() => turn.Dispose();
}

/// <summary>A staged rollout, and what is known of the engines that have it.</summary>
public sealed record StagedSight(StagedRollout Rollout, StageEvidence Evidence);
