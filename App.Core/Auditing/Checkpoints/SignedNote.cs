using System.Formats.Asn1;
using System.Numerics;
using System.Text;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Core.Auditing.Checkpoints;

/// <summary>A text with signature lines under it (C2SP signed-note).</summary>
public static class SignedNote
{
    private const int MaxLength = 64 * 1024;
    private const string LineStart = "— ";

    /// <param name="text">Lines, each ended by a line feed.</param>
    public static async ValueTask<string> SignAsync(string text, NoteKey key, ISigner signer, CancellationToken cancellationToken)
    {
        var signature = await signer.SignAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        return $"{text}\n{LineStart}{key.Name} {Convert.ToBase64String([.. key.Id, .. Der(signature)])}\n";
    }

    /// <summary>The text, if the key signed it. Lines of other keys are passed over.</summary>
    public static Verification<string> Open(string note, NoteKey key)
    {
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || end + 2 == note.Length || note.Length > MaxLength || note[^1] != '\n' || note.Any(c => c < ' ' && c != '\n'))
            return Malformed();
        var text = note[..(end + 1)];
        var isSigned = false;
        foreach (var line in note[(end + 2)..^1].Split('\n'))
        {
            if (!TryRead(line, out var name, out var signature))
                return Malformed();
            if (name != key.Name || !signature.AsSpan(0, key.Id.Length).SequenceEqual(key.Id))
                continue;
            if (!key.Verifies(text, signature.AsSpan(key.Id.Length)))
                return new Refusal(RefusalKind.Signature, $"the signature is not that of `{name}` over this text").Of<string>();
            isSigned = true;
        }

        return isSigned ? new Verification<string>(text) : new Refusal(RefusalKind.UnknownKey, $"it is not signed by the key `{key}`").Of<string>();
    }

    private static bool TryRead(string line, out string name, out byte[] signature)
    {
        (name, signature) = ("", []);
        if (!line.StartsWith(LineStart, StringComparison.Ordinal) || line[LineStart.Length..].Split(' ') is not [{ Length: > 0 } signer, var encoded])
            return false;
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length) || length <= sizeof(uint))
            return false;
        (name, signature) = (signer, bytes[..length]);
        return true;
    }

    /// <summary>The signature as notes carry it: an ASN.1 sequence of r and s.</summary>
    private static byte[] Der(byte[] signature)
    {
        var half = signature.Length / 2;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(signature.AsSpan(0, half), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(signature.AsSpan(half), isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }

    private static Verification<string> Malformed() => new Refusal(RefusalKind.Malformed, "it is not a signed note").Of<string>();
}
