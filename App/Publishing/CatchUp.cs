using System.Collections.Immutable;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Distribution.Catalog;
using AccessConsole.IssuerKeys;

namespace AccessConsole.Publishing;

/// <summary>Brings this replica to the store's newest revision, by what changed since the one it has, and to what is released to whom.</summary>
public sealed class CatchUp(LivePolicy live, IPolicyStore store, IBundleStore bundles, AcceptedIssuerKeys issuerKeys, BundleCatalog catalog, StandingBundles standing) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>The whole policy and every bundle's stamp, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var head = await store.LoadHeadAsync(cancellationToken);
        var record = await store.FindRevisionAsync(head.Revision, cancellationToken);
        var policy = PolicySet.Of(head.Document);
        // What stands says what was in force then: boundaries that passed since, while nobody was there, are still to be published.
        var input = new CompilationInput(policy, await issuerKeys.LoadAsync(policy, cancellationToken), record?.EffectiveAt ?? LiveState.Empty.Input.EffectiveAt);
        var stamps = ImmutableDictionary<BundleScope, BundleStamp>.Empty;
        var missing = new List<StoredBundle>();
        await foreach (var bundle in bundles.LoadCurrentAsync(cancellationToken))
        {
            stamps = BundleSealer.Stamp(stamps, stamps.ContainsKey(bundle.Scope) ? [] : [bundle]);
            if (!catalog.Has(bundle))
                missing.Add(bundle);
        }

        // The newest revision need not have changed a bundle, so the catalog cannot tell it from its archives.
        await standing.TakeAsync(head.Revision, missing, cancellationToken);
        var digest = record?.PolicyDigest ?? PolicyDigest.Empty;
        live.Advance(new LiveState(head.Revision, await store.FindFirstRevisionOfPolicyAsync(digest, cancellationToken) ?? head.Revision, digest, input, stamps));
    }

    /// <summary>Takes over what other replicas published since, and how far they let it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var state = live.Current;
            if (await store.ListRevisionsAsync(null, 1, cancellationToken) is not [var newest, ..] || newest.Number <= state.Revision)
            {
                await standing.TakeAsync(state.Revision, [], cancellationToken);
                return;
            }

            var patch = await store.LoadPatchAsync(state.Revision, newest.Number, cancellationToken);
            var archives = await bundles.LoadSinceAsync(state.Revision, cancellationToken).ToListAsync(cancellationToken);
            var policy = patch.IsEmpty ? state.Policy : state.Policy.Apply(patch);
            var input = new CompilationInput(policy, await issuerKeys.LoadAsync(policy, cancellationToken), newest.EffectiveAt);
            var current = archives.GroupBy(b => b.Scope).SelectMany(scope => scope.Where(b => b.Revision == scope.Max(x => x.Revision))).ToArray();
            var policyRevision = newest.PolicyDigest == state.PolicyDigest
                ? state.PolicyRevision
                : await store.FindFirstRevisionOfPolicyAsync(newest.PolicyDigest, cancellationToken) ?? newest.Number;
            // Those in between too: whoever is not handed the newest is handed the one before.
            await standing.TakeAsync(newest.Number, archives, cancellationToken);
            live.Advance(new LiveState(newest.Number, policyRevision, newest.PolicyDigest, input, BundleSealer.Stamp(state.Bundles, current)));
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();
}
