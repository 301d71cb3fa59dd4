using System.Globalization;
using System.Security.Cryptography;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Core.Auditing.Exports;

/// <summary>
/// What the audit log's key signs of a file of lines: a note under them, over the digest of all that is above it. It begins with a line that no checkpoint
/// has, so that neither passes for the other.
/// </summary>
/// <param name="What">Of what the lines are, such as <c>observed access</c>.</param>
/// <param name="Lines">How many, without the note's.</param>
/// <param name="Digest">SHA-256 over their bytes, line ends included.</param>
public sealed record SignedListing(string What, long Lines, ReadOnlyMemory<byte> Digest)
{
    private const string Kind = "access-console listing v1";

    private string Text => string.Create(CultureInfo.InvariantCulture, $"{Kind}\n{What}\n{Lines}\n{Convert.ToHexStringLower(Digest.Span)}\n");

    public ValueTask<string> SignAsync(NoteKey key, ISigner signer, CancellationToken cancellationToken) => SignedNote.SignAsync(Text, key, signer, cancellationToken);

    /// <summary>Whether the key signed exactly these lines.</summary>
    public Verification<SignedListing> Verify(string note, NoteKey key)
    {
        var opened = SignedNote.Open(note, key);
        if (!opened.IsVerified)
            return opened.Refusal.Of<SignedListing>();
        return opened.Value == Text
            ? new Verification<SignedListing>(this)
            : new Refusal(RefusalKind.FileHash, $"the note is genuine, but signs other lines than these {Lines.ToString(CultureInfo.InvariantCulture)}").Of<SignedListing>();
    }

    public static byte[] DigestOf(ReadOnlySpan<byte> lines) => SHA256.HashData(lines);
}
