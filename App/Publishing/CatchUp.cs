using System.Collections.Immutable;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Distribution.Catalog;
using AccessConsole.IssuerKeys;

namespace AccessConsole.Publishing;

/// <summary>Brings this replica to the store's newest revision, by what changed since the one it has.</summary>
public sealed class CatchUp(LivePolicy live, IPolicyStore store, IBundleStore bundles, AcceptedIssuerKeys issuerKeys, BundleCatalog catalog) : IDisposable
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
        await foreach (var bundle in bundles.LoadCurrentAsync(cancellationToken))
            stamps = BundleSealer.Stamp(stamps, stamps.ContainsKey(bundle.Scope) ? [] : [bundle]);
        // The newest revision need not have changed a bundle, so the catalog cannot tell it from its archives.
        catalog.Load(head.Revision, []);
        var digest = record?.PolicyDigest ?? PolicyDigest.Empty;
        live.Advance(new LiveState(head.Revision, await store.FindFirstRevisionOfPolicyAsync(digest, cancellationToken) ?? head.Revision, digest, input, stamps));
    }

    /// <summary>Takes over what other replicas published since.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var state = live.Current;
            if (await store.ListRevisionsAsync(null, 1, cancellationToken) is not [var newest, ..] || newest.Number <= state.Revision)
                return;
            var patch = await store.LoadPatchAsync(state.Revision, newest.Number, cancellationToken);
            var archives = await bundles.LoadSinceAsync(state.Revision, cancellationToken).ToListAsync(cancellationToken);
            var policy = patch.IsEmpty ? state.Policy : state.Policy.Apply(patch);
            var input = new CompilationInput(policy, await issuerKeys.LoadAsync(policy, cancellationToken), newest.EffectiveAt);
            var current = archives.GroupBy(b => b.Scope).SelectMany(scope => scope.Where(b => b.Revision == scope.Max(x => x.Revision))).ToArray();
            var policyRevision = newest.PolicyDigest == state.PolicyDigest
                ? state.PolicyRevision
                : await store.FindFirstRevisionOfPolicyAsync(newest.PolicyDigest, cancellationToken) ?? newest.Number;
            catalog.Publish(newest.Number, current);
            live.Advance(new LiveState(newest.Number, policyRevision, newest.PolicyDigest, input, BundleSealer.Stamp(state.Bundles, current)));
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();
}
