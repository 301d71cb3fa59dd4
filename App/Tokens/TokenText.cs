using System.Buffers.Text;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tokens;

/// <summary>
/// A token as its holder writes it: a prefix that secret scanners recognise, 32 random bytes, and a checksum by which a mistyped or
/// made-up token is refused before anything is looked up.
/// </summary>
public static class TokenText
{
    public const string PullerPrefix = "accp_";
    public const string ApiPrefix = "acca_";
    public const string DecidePrefix = "accd_";
    private const int RandomBytes = 32;
    private const int BodyLength = 43;
    private const int ChecksumLength = 8;
    private const int ShownLength = 10;

    public static string Create(TokenKind kind)
    {
        var body = PrefixOf(kind) + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        return body + Checksum(body);
    }

    /// <summary>Whether the text could be a token at all; says nothing of whether there is such a token.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == PullerPrefix.Length + BodyLength + ChecksumLength
        && text[..PullerPrefix.Length] is PullerPrefix or ApiPrefix or DecidePrefix
        && text.EndsWith(Checksum(text[..^ChecksumLength]), StringComparison.Ordinal);

    /// <summary>What is stored and compared: SHA-256 of the whole text. The tokens are random, so no slow hash is needed.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>The first characters, by which a person tells tokens apart.</summary>
    public static string Shown(string text) => text[..ShownLength];

    private static string PrefixOf(TokenKind kind) => kind switch
    {
        TokenKind.Puller => PullerPrefix,
        TokenKind.Api => ApiPrefix,
        TokenKind.Decide => DecidePrefix,
    };

    private static string Checksum(string body) => Convert.ToHexStringLower(Crc32.Hash(Encoding.ASCII.GetBytes(body)));
}
