namespace AccessConsole.Core.Auditing.Merkle;

/// <summary>Checks proofs as RFC 9162 does in sections 2.1.3.2 and 2.1.4.2, whose trees are those of RFC 6962.</summary>
public static class ProofVerification
{
    /// <summary>Whether <paramref name="leaf"/> is leaf <paramref name="index"/> of the tree with that size and root.</summary>
    public static bool IsIncluded(byte[] leaf, long index, long size, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size)
            return false;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (last == 0)
                return false;
            if (IsRightOrLast(node, last))
            {
                hash = TreeHash.Node(sibling, hash);
                SkipLevelsWithoutSibling(ref node, ref last);
            }
            else
            {
                hash = TreeHash.Node(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>Whether the tree of <paramref name="second"/> leaves begins with the tree of <paramref name="first"/>.</summary>
    public static bool IsConsistent(
        long first, ReadOnlySpan<byte> firstRoot, long second, ReadOnlySpan<byte> secondRoot, IReadOnlyList<byte[]> proof)
    {
        if (first < 0 || first > second)
            return false;
        if (first == 0)
            return proof.Count == 0 && firstRoot.SequenceEqual(TreeHash.Empty());
        if (first == second)
            return proof.Count == 0 && firstRoot.SequenceEqual(secondRoot);
        IReadOnlyList<byte[]> path = long.IsPow2(first) ? [firstRoot.ToArray(), .. proof] : proof;
        return path.Count > 0 && Walk(first, firstRoot, second, secondRoot, path);
    }

    private static bool Walk(long first, ReadOnlySpan<byte> firstRoot, long second, ReadOnlySpan<byte> secondRoot, IReadOnlyList<byte[]> path)
    {
        var (node, last) = (first - 1, second - 1);
        for (; (node & 1) == 1; node >>= 1)
            last >>= 1;
        var (old, grown) = (path[0], path[0]);
        foreach (var hash in path.Skip(1))
        {
            if (last == 0)
                return false;
            if (IsRightOrLast(node, last))
            {
                (old, grown) = (TreeHash.Node(hash, old), TreeHash.Node(hash, grown));
                SkipLevelsWithoutSibling(ref node, ref last);
            }
            else
            {
                grown = TreeHash.Node(grown, hash);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && firstRoot.SequenceEqual(old) && secondRoot.SequenceEqual(grown);
    }

    private static bool IsRightOrLast(long node, long last) => (node & 1) == 1 || node == last;

    private static void SkipLevelsWithoutSibling(ref long node, ref long last)
    {
        for (; (node & 1) == 0 && node != 0; node >>= 1)
            last >>= 1;
    }
}
