using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Artefacts;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Publishing;

/// <summary>
/// What changes and revisions do to engines' own configuration. Issuer keys are those in force now: what is compared is the policy, and fetched keys
/// are no part of it.
/// </summary>
public sealed class ArtefactComparison(PolicyCompiler compiler, LivePolicy live, IPolicyStore store, TimeProvider clock) : IDisposable
{
    // One comparison at a time: each compiles what it shows, and nothing else may wait for that.
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>What publishing the policy now would do.</summary>
    public Task<ArtefactDiff> OfPolicyAsync(PolicySet policy, CancellationToken cancellationToken)
    {
        var (state, now) = (live.Current, clock.GetUtcNow());
        return CompareAsync(() => ArtefactDiff.Between(compiler, state.InputOf(state.Policy, now), state.InputOf(policy, now)), cancellationToken);
    }

    /// <returns>Null where there is no such revision.</returns>
    public async Task<ArtefactDiff?> BetweenAsync(int from, int to, CancellationToken cancellationToken)
    {
        var (before, after) = (await store.FindRevisionAsync(from, cancellationToken), await store.FindRevisionAsync(to, cancellationToken));
        if (before is null || after is null || await store.LoadAsync(from, cancellationToken) is not { } was || await store.LoadAsync(to, cancellationToken) is not { } becomes)
            return null;
        return await CompareAsync(() => Compare(PolicySet.Of(was.Document)), cancellationToken);

        ArtefactDiff Compare(PolicySet earlier)
        {
            var later = earlier.Apply(PolicyDiffPatch.Between(earlier.Objects, becomes.Document, Guid.CreateVersion7));
            return ArtefactDiff.Between(compiler, live.Current.InputOf(earlier, before.EffectiveAt), live.Current.InputOf(later, after.EffectiveAt));
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<ArtefactDiff> CompareAsync(Func<ArtefactDiff> compare, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(compare, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }
}
