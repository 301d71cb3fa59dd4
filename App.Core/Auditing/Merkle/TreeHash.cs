using System.Security.Cryptography;

namespace AccessConsole.Core.Auditing.Merkle;

/// <summary>The hashes of RFC 6962, section 2.1. A leaf's is <see cref="AuditEncoding.LeafHash"/>.</summary>
public static class TreeHash
{
    /// <summary>Bytes in each hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const byte NodePrefix = 1;

    /// <summary>The root of a tree without leaves.</summary>
    public static byte[] Empty() => SHA256.HashData([]);

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Size];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        return SHA256.HashData(input);
    }
}
