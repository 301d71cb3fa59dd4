using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AccessConsole.Tokens;

/// <summary>SHA-256 of a token, as a key of look-ups.</summary>
public readonly record struct TokenHash(UInt128 First, UInt128 Second)
{
    private const int HalfSize = 16;

    /// <param name="hash">32 bytes.</param>
    public static TokenHash Of(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[HalfSize..]));

    /// <summary>The 32 bytes as 64 lower-case hex digits.</summary>
    public override string ToString() => $"{First:x32}{Second:x32}";

    // The hash is uniform already: any of its bits serve.
    public override int GetHashCode() => (int)(uint)Second;

    /// <summary>Compares in a time that does not depend on where two hashes differ.</summary>
    public static bool AreSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => CryptographicOperations.FixedTimeEquals(left, right);
}
