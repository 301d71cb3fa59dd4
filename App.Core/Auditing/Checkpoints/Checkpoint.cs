using System.Globalization;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Core.Auditing.Checkpoints;

/// <summary>What a log says of itself at one size (C2SP tlog-checkpoint): whoever keeps one can tell later whether anything before it was changed.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">Events in it.</param>
/// <param name="Root">The root of the tree over them, 32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, ReadOnlyMemory<byte> Root)
{
    /// <summary>The note's text.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.Span)}\n");

    /// <summary>Reads and verifies a signed checkpoint of the log that has this key.</summary>
    public static Verification<Checkpoint> Open(string note, NoteKey key)
    {
        var opened = SignedNote.Open(note, key);
        if (!opened.IsVerified)
            return opened.Refusal.Of<Checkpoint>();
        var checkpoint = Parse(opened.Value);
        if (checkpoint is null)
            return new Refusal(RefusalKind.Malformed, "it is signed, but no checkpoint").Of<Checkpoint>();
        return checkpoint.Origin == key.Name
            ? new Verification<Checkpoint>(checkpoint)
            : new Refusal(RefusalKind.Scope, $"it is of the log `{checkpoint.Origin}`, not of `{key.Name}`").Of<Checkpoint>();
    }

    public ValueTask<string> SignAsync(NoteKey key, ISigner signer, CancellationToken cancellationToken) =>
        SignedNote.SignAsync(Text, key, signer, cancellationToken);

    /// <summary>What a note says, whoever signed it.</summary>
    /// <returns>Null where it is no checkpoint.</returns>
    public static Checkpoint? ReadUnverified(string note) =>
        note.LastIndexOf("\n\n", StringComparison.Ordinal) is > 0 and var end ? Parse(note[..(end + 1)]) : null;

    private static Checkpoint? Parse(string text)
    {
        // Extension lines may follow; they mean nothing here.
        if (text[..^1].Split('\n') is not [{ Length: > 0 } origin, var size, var encoded, ..] || text.Contains("\n\n", StringComparison.Ordinal))
            return null;
        var root = new byte[TreeHash.Size];
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count.ToString(CultureInfo.InvariantCulture) != size)
            return null;
        return Convert.TryFromBase64String(encoded, root, out var length) && length == root.Length ? new Checkpoint(origin, count, root) : null;
    }
}
