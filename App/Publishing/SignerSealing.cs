using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Signing;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Signing;
using AccessConsole.Signing.Remote;

namespace AccessConsole.Publishing;

/// <summary>
/// Has the signer make the archives, of a policy of its own. The console makes the same without a signature and holds the two against each other, so that no two versions of the
/// compilers publish something that nobody reviewed.
/// </summary>
internal sealed class SignerSealing(SignerClient signer, SigningKeyRing keys, BundleCatalog catalog) : IBundleSealing
{
    /// <summary>Above what the signer gave out for a publish that failed here afterwards.</summary>
    public async Task<int> NumberAsync(int next, CancellationToken cancellationToken)
    {
        var (highest, keyIds) = await signer.AskStateAsync(cancellationToken);
        if (keys.Live.FirstOrDefault(key => !keyIds.Contains(key.KeyId)) is { } unknown)
            throw new SignerException($"the key list names the key {unknown.KeyId}, which the signer does not have: give it to the signer first, and then the list to the console", kind: null);
        return Math.Max(next, highest + 1);
    }

    public async Task<ImmutableArray<StoredBundle>> SealAsync(SealOrder order, CancellationToken cancellationToken)
    {
        var wanting = catalog.Wanting().ToHashSet();
        var changed = order.Compiled.Where(c => order.Basis.Bundles.GetValueOrDefault(c.Scope)?.ContentDigest != c.ContentDigest || wanting.Contains(c.Scope)).ToDictionary(c => c.Scope);
        if (changed.Count == 0 && order.Patch.IsEmpty)
            return [];
        var archives = await signer.SignAsync(RequestOf(order, [.. changed.Keys.Where(wanting.Contains).Order()]), cancellationToken);
        if (changed.Keys.Except(archives.Select(archive => archive.Scope)).FirstOrDefault() is { } missing)
            throw Differs($"it made no new bundle of {missing}");
        // A key that the signer has before the console's list names it is nobody's yet.
        return [.. archives.Where(archive => keys.Find(archive.KeyId, archive.Scope.Environment) is not null).Select(archive => Checked(archive, order, changed.GetValueOrDefault(archive.Scope)))];
    }

    private static SigningRequest RequestOf(SealOrder order, ValueList<BundleScope> scopes) => new()
    {
        Kind = order.Kind,
        BaseRevision = order.Basis.Revision,
        BaseDigest = order.Basis.PolicyDigest,
        Revision = order.Revision,
        ReviewedAt = order.ReviewedAt,
        EffectiveAt = order.Input.EffectiveAt,
        Patch = order.Patch,
        NewIds = order.NewIds,
        IssuerKeys = order.Input.IssuerKeys,
        Authors = order.Draft is { } draft ? draft.Authors.Append(draft.Owner).Select(author => author.Person).Distinct().ToValueList() : [],
        Approvals = order.Approvals.Select(approval => approval.IdToken).OfType<string>().ToValueList(),
        Scopes = scopes,
    };

    private StoredBundle Checked(SignedArchive archive, SealOrder order, CompiledBundle? own)
    {
        var verification = BundleVerifier.Verify(archive.Archive, archive.Scope, keys.KeyList.For(archive.Scope.Environment));
        if (!verification.IsVerified)
            throw Differs($"its bundle of {archive.Scope} does not verify by the key list: {verification.Refusal.Message}");
        var bundle = verification.Value;
        if (bundle.Manifest.Revision != order.Revision || bundle.Manifest.EffectiveAt != order.Input.EffectiveAt || bundle.KeyId != archive.KeyId)
            throw Differs($"its bundle of {archive.Scope} is of another revision");
        if (own is not null && !IsSame(bundle, own, order.Revision))
            throw Differs($"its bundle of {archive.Scope} says something else than the console's");
        return new StoredBundle(archive.Scope, order.Revision, archive.KeyId, archive.ContentDigest, archive.Sha256, archive.Archive, archive.IsTombstone);
    }

    private static bool IsSame(VerifiedBundle bundle, CompiledBundle own, int revision)
    {
        var files = own.FilesAt(revision).OrderBy(file => file.Path, StringComparer.Ordinal).ToArray();
        return bundle.Manifest.Coverage == own.Coverage && bundle.Files.Length == files.Length
            && bundle.Files.OrderBy(file => file.Path, StringComparer.Ordinal).Zip(files).All(pair => pair.First.Path == pair.Second.Path && pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span));
    }

    private static SignerException Differs(string how) => new($"the signer's answer is not what was asked for: {how}; console and signer must be of the same version, and begin with the same policy", kind: null);
}
