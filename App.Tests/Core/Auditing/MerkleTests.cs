using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Merkle;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Auditing;

public sealed class MerkleTests
{
    // The leaves and roots that certificate-transparency implementations are commonly tested with.
    private static readonly string[] KnownLeaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] KnownRoots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private static readonly byte[][] Leaves =
        [.. Enumerable.Range(0, 70_000).Select(i => AuditEncoding.LeafHash(BitConverter.GetBytes(i)))];

    private static readonly Dictionary<SubtreeId, byte[]> Stored = Grow(new TreeGrowth(), Leaves);

    [Fact]
    public void Root_OfKnownLeaves_IsTheKnownOne()
    {
        var range = new CompactRange();
        Assert.Equal(KnownRoots[0], Convert.ToHexStringLower(range.Root()));
        foreach (var (leaf, root) in KnownLeaves.Zip(KnownRoots.Skip(1)))
        {
            range.Append(AuditEncoding.LeafHash(Convert.FromHexString(leaf)));
            Assert.Equal(root, Convert.ToHexStringLower(range.Root()));
        }
    }

    [Fact]
    public void Proofs_OfStoredHashes_AreThoseOfTheDefinitionAndVerify() =>
        Gen.Select(Gen.OneOf(Gen.Int[1, 40], Gen.Int[1, 70_000]), Gen.Int[0, 69_999], Gen.Int[0, 70_000]).Sample((size, leaf, first) =>
        {
            (leaf, first) = (leaf % size, first % (size + 1));
            var tree = Leaves.AsSpan(0, size);
            var root = NaiveTree.Root(tree);
            Assert.Equal(root, StoredTree.HashOf(new LeafRange(0, size), Stored));

            var inclusion = Hashes(ProofPaths.Inclusion(leaf, size));
            Assert.Equal(NaiveTree.Path(leaf, tree), inclusion);
            Assert.True(ProofVerification.IsIncluded(Leaves[leaf], leaf, size, inclusion, root));
            Assert.False(ProofVerification.IsIncluded(Leaves[leaf + 1 == Leaves.Length ? 0 : leaf + 1], leaf, size, inclusion, root));
            Assert.False(ProofVerification.IsIncluded(Leaves[leaf], leaf, size, [.. inclusion, root], root));

            var consistency = Hashes(ProofPaths.Consistency(first, size));
            var firstRoot = NaiveTree.Root(tree[..first]);
            Assert.Equal(NaiveTree.Proof(first, tree), consistency);
            Assert.True(ProofVerification.IsConsistent(first, firstRoot, size, root, consistency));
            Assert.False(ProofVerification.IsConsistent(first, Leaves[0].Reverse().ToArray(), size, root, consistency));
            Assert.False(ProofVerification.IsConsistent(first, firstRoot, size, root, [.. consistency, root]));
        }, iter: 60);

    [Fact]
    public void Proof_WithAnyHashChanged_IsRefused() =>
        Gen.Select(Gen.Int[2, 3000], Gen.Int[0, 2999], Gen.Int[1, 3000], Gen.Int[0, 30]).Sample((size, leaf, first, at) =>
        {
            (leaf, first) = (leaf % size, Math.Min(first, size - 1));
            var tree = Leaves.AsSpan(0, size);
            var root = NaiveTree.Root(tree);
            Assert.False(ProofVerification.IsIncluded(Leaves[leaf], leaf, size, Bent(Hashes(ProofPaths.Inclusion(leaf, size)), at), root));
            Assert.False(ProofVerification.IsConsistent(first, NaiveTree.Root(tree[..first]), size, root, Bent(Hashes(ProofPaths.Consistency(first, size)), at)));
        }, iter: 200);

    [Fact]
    public void Growth_FromAnySizeOn_StoresWhatGrowthFromTheBeginningDoes() =>
        Gen.Int[0, 66_000].Sample(size =>
        {
            var edge = StoredTree.EdgeOf(size)
                .SelectMany(span => Enumerable.Range(0, span.Count).Select(i => new SubtreeId(span.Level, span.First + i))).ToDictionary(id => id, id => Stored[id]);
            Assert.True(edge.Count <= 3 * StoredTree.Fanout);
            foreach (var (id, hash) in Grow(new TreeGrowth(size, edge), Leaves[size..(size + 1000)]))
                Assert.Equal(Stored[id], hash);
        }, iter: 50);

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(10_000_000_000)]
    public void Proof_OfALongLog_NeedsSomeHundredsOfStoredHashes(long size)
    {
        foreach (var leaf in new[] { 0, size / 3, size - 1 })
            Assert.InRange(Needed(ProofPaths.Inclusion(leaf, size)), 1, 2500);
        Assert.InRange(Needed(ProofPaths.Consistency(size / 3, size)), 1, 2500);
    }

    [Fact]
    public void Hash_WithoutAStoredOne_NamesItsEvents()
    {
        var lacking = Stored.Where(s => s.Key != new SubtreeId(8, 3)).ToDictionary();
        var missing = Assert.Throws<AuditTreeException>(() => StoredTree.HashOf(new LeafRange(0, 5000), lacking));
        Assert.Contains("768 to 1023", missing.Message, StringComparison.Ordinal);
    }

    private static long Needed(IReadOnlyList<LeafRange> path) => StoredTree.SpansOf(path).Sum(span => (long)span.Count);

    private static byte[][] Hashes(IReadOnlyList<LeafRange> path) => [.. path.Select(range => StoredTree.HashOf(range, Stored))];

    private static byte[][] Bent(byte[][] proof, int at)
    {
        var bent = proof[at % proof.Length].ToArray();
        bent[at] ^= 1;
        proof[at % proof.Length] = bent;
        return proof;
    }

    private static Dictionary<SubtreeId, byte[]> Grow(TreeGrowth growth, IEnumerable<byte[]> leaves) =>
        leaves.SelectMany(growth.Append).ToDictionary(stored => stored.Subtree, stored => stored.Hash);
}
