using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Signing;

/// <summary>What the signer vouches for: a policy that it applied each patch of, and the archives that it made of it.</summary>
/// <param name="PolicyRevision">The revision at which the policy last changed: what approvals bind.</param>
/// <param name="PolicyDigest">See <see cref="Changes.PolicyDigest"/>; how the console and the signer know that they speak of the same.</param>
/// <param name="Scopes">Each scope's current archives; scopes of before the signer are missing.</param>
/// <param name="Request">SHA-256, lower-case hex, of the request that led here; empty where a signer begins.</param>
/// <param name="Chain">SHA-256, lower-case hex, over the state before, and the request and the archives that led here: it names everything that was ever signed.</param>
public sealed record SignedState(
    int Revision, int PolicyRevision, string PolicyDigest, CompilationInput Input, ImmutableSortedDictionary<BundleScope, SignedScope> Scopes, string Request, string Chain)
{
    /// <summary>What a signer begins with: a policy that somebody vouches for, and no archives.</summary>
    public static SignedState Beginning(int revision, int policyRevision, string policyDigest, CompilationInput input) =>
        new(revision, policyRevision, policyDigest, input, ImmutableSortedDictionary<BundleScope, SignedScope>.Empty, "", "");

    /// <param name="request">See <see cref="Request"/>.</param>
    public static string ChainAfter(string before, string request, IEnumerable<SignedArchive> archives)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{before}\n{request}\n"));
        foreach (var archive in archives)
            hash.AppendData(Encoding.ASCII.GetBytes($"{archive.Scope} {archive.KeyId} {archive.Digest}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The scopes after archives took their places.</summary>
    public static ImmutableSortedDictionary<BundleScope, SignedScope> Take(ImmutableSortedDictionary<BundleScope, SignedScope> before, IEnumerable<SignedArchive> archives)
    {
        var scopes = before.ToBuilder();
        foreach (var scope in archives.GroupBy(archive => archive.Scope))
        {
            scopes[scope.Key] = new SignedScope(
                scope.First().ContentDigest, scope.First().Digest, scope.ToImmutableSortedDictionary(archive => archive.KeyId, archive => archive.Digest, StringComparer.Ordinal));
        }

        return scopes.ToImmutable();
    }

    /// <summary>Whether this is the state that a request is against.</summary>
    public bool IsBaseOf(SigningRequest request) => Revision == request.BaseRevision && PolicyDigest == request.BaseDigest;
}

/// <param name="ArchiveDigest">Of the archive by the oldest key, as the successor's manifest names it.</param>
/// <param name="ByKey">The digest of each archive, by key.</param>
public sealed record SignedScope(string ContentDigest, string ArchiveDigest, ImmutableSortedDictionary<string, string> ByKey);

/// <summary>One archive that the signer made. Of one scope the oldest key's comes first.</summary>
public sealed record SignedArchive(BundleScope Scope, string KeyId, string ContentDigest, bool IsTombstone, ReadOnlyMemory<byte> Sha256, ReadOnlyMemory<byte> Archive)
{
    public string Digest => Bundles.ContentDigest.Name(Sha256.Span);
}
