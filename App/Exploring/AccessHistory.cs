using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;

namespace AccessConsole.Exploring;

/// <summary>The policy as of any revision or time. What is worked out of the one in force, and of a few earlier ones, is kept.</summary>
public sealed class AccessHistory(LivePolicy live, IPolicyStore store, TimeProvider clock) : IDisposable
{
    /// <summary>A large policy takes some hundred megabytes.</summary>
    private const int MaxKept = 2;

    private readonly Lock keeping = new();
    private readonly SemaphoreSlim loading = new(1);
    private readonly List<(int Revision, PolicySet Policy, ReachAtlas Atlas)> kept = [];
    private ReachAtlas current = new(PolicySet.Empty.Principals);

    /// <param name="revision">Judged when it came into force; the newest one now.</param>
    /// <param name="at">Takes the revision that was in force then, unless one is given.</param>
    /// <returns>Null where there is no such revision.</returns>
    public async Task<AccessMoment?> FindAsync(int? revision, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var state = live.Current;
        if (revision is null && at is null)
            return new AccessMoment(state.Revision, state.Policy, Current(state.Policy), clock.GetUtcNow(), IsLive: true);
        var number = revision ?? (at >= clock.GetUtcNow() ? state.Revision : (await store.FindRevisionAtAsync(at!.Value, cancellationToken)).Number);
        if (number == state.Revision)
            return new AccessMoment(number, state.Policy, Current(state.Policy), at ?? clock.GetUtcNow(), IsLive: at is null);
        if (await store.FindRevisionAsync(number, cancellationToken) is not { } found || await LoadAsync(number, cancellationToken) is not var (policy, atlas))
            return null;
        return new AccessMoment(number, policy, atlas, at ?? found.EffectiveAt, IsLive: false);
    }

    public void Dispose() => loading.Dispose();

    private ReachAtlas Current(PolicySet policy)
    {
        lock (keeping)
            return current.IsOf(policy) ? current : current = new ReachAtlas(policy.Principals);
    }

    private async Task<(PolicySet, ReachAtlas)?> LoadAsync(int revision, CancellationToken cancellationToken)
    {
        if (Kept(revision) is { } known)
            return known;
        // One at a time: the second who asks for the same finds it.
        await loading.WaitAsync(cancellationToken);
        try
        {
            if (Kept(revision) is { } meanwhile)
                return meanwhile;
            if (await store.LoadAsync(revision, cancellationToken) is not { } stored)
                return null;
            var policy = PolicySet.Of(stored.Document);
            var atlas = new ReachAtlas(policy.Principals);
            lock (keeping)
            {
                kept.Add((revision, policy, atlas));
                if (kept.Count > MaxKept)
                    kept.RemoveAt(0);
            }

            return (policy, atlas);
        }
        finally
        {
            loading.Release();
        }
    }

    private (PolicySet, ReachAtlas)? Kept(int revision)
    {
        lock (keeping)
        {
            var index = kept.FindIndex(k => k.Revision == revision);
            return index < 0 ? null : (kept[index].Policy, kept[index].Atlas);
        }
    }
}
