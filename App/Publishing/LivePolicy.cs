using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Publishing;

/// <summary>The newest revision as this replica knows it. Readers take <see cref="Current"/> once and work on that.</summary>
public sealed class LivePolicy(ILogger<LivePolicy> log)
{
    private readonly Lock advancing = new();
    private volatile LiveState current = LiveState.Empty;

    public LiveState Current => current;

    /// <summary>Raised after a newer revision took the place of the former; see <see cref="Listeners"/>.</summary>
    public event Action<LiveState>? Changed;

    /// <summary>Takes the state over, unless a later one is here already: a publish and a catch-up may come in either order.</summary>
    internal void Advance(LiveState next)
    {
        lock (advancing)
        {
            if (next.Revision < current.Revision)
                return;
            current = next;
        }

        Listeners.Tell(Changed, next, log);
    }
}

/// <param name="PolicyRevision">
/// The revision at which the policy last changed: what changes are based on and approvals bind. Revisions since then are successors of the console's own, by time
/// or by keys, and leave drafts as they are.
/// </param>
/// <param name="Input">What the bundles of the revision were compiled from.</param>
/// <param name="Bundles">What each scope's current bundle says and is.</param>
/// <param name="PolicyDigest">See <see cref="Core.Changes.PolicyDigest"/>.</param>
public sealed record LiveState(int Revision, int PolicyRevision, string PolicyDigest, CompilationInput Input, ImmutableDictionary<BundleScope, BundleStamp> Bundles)
{
    public static readonly LiveState Empty = new(
        0,
        0,
        Core.Changes.PolicyDigest.Empty,
        new CompilationInput(PolicySet.Empty, ImmutableSortedDictionary.Create<string, JwkSet>(StringComparer.Ordinal), DateTimeOffset.UnixEpoch),
        ImmutableDictionary<BundleScope, BundleStamp>.Empty);

    public PolicySet Policy => Input.Policy;

    /// <summary>Whether a change against that revision is one against the policy in force.</summary>
    public bool IsBase(int revision) => revision >= PolicyRevision && revision <= Revision;

    /// <summary>
    /// What bundles of another policy would be compiled from: by the keys in force, but for those of a provider whose issuer differs there, which are
    /// fetched first.
    /// </summary>
    public CompilationInput InputOf(PolicySet policy, DateTimeOffset effectiveAt) => new(
        policy,
        Input.IssuerKeys.RemoveRange(Input.IssuerKeys.Keys.Where(p => IssuerOf(Policy, p) is { } former && former != IssuerOf(policy, p))),
        effectiveAt);

    private static string? IssuerOf(PolicySet policy, string provider) => policy.Providers.GetValueOrDefault(provider)?.Oidc?.Issuer;
}

/// <param name="ArchiveDigest">Of the archive by the oldest live key, as the successor's manifest names it.</param>
public sealed record BundleStamp(string ContentDigest, string ArchiveDigest);
