using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Artefacts;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Publishing;

/// <summary>
/// What changes and revisions do to engines' own configuration. Issuer keys are those in force now: what is compared is the policy, and fetched keys
/// are no part of it.
/// </summary>
public sealed class ArtefactComparison(PolicyCompiler compiler, LivePolicy live, IPolicyStore store, TimeProvider clock)
{
    /// <summary>What publishing the policy now would do.</summary>
    public ArtefactDiff OfPolicy(PolicySet policy)
    {
        var (state, now) = (live.Current, clock.GetUtcNow());
        return ArtefactDiff.Between(compiler, state.InputOf(state.Policy, now), state.InputOf(policy, now));
    }

    /// <returns>Null where there is no such revision.</returns>
    public async Task<ArtefactDiff?> BetweenAsync(int from, int to, CancellationToken cancellationToken)
    {
        var (before, after) = (await store.FindRevisionAsync(from, cancellationToken), await store.FindRevisionAsync(to, cancellationToken));
        if (before is null || after is null || await store.LoadAsync(from, cancellationToken) is not { } was || await store.LoadAsync(to, cancellationToken) is not { } becomes)
            return null;
        return await Task.Run(() => Compare(PolicySet.Of(was.Document)), cancellationToken);

        ArtefactDiff Compare(PolicySet earlier)
        {
            var later = earlier.Apply(PolicyDiffPatch.Between(earlier.Objects, becomes.Document, Guid.CreateVersion7));
            return ArtefactDiff.Between(compiler, live.Current.InputOf(earlier, before.EffectiveAt), live.Current.InputOf(later, after.EffectiveAt));
        }
    }
}
