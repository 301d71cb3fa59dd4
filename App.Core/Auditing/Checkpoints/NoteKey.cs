using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Core.Auditing.Checkpoints;

/// <summary>A named public key that signs notes (C2SP signed-note, signature type 0x02: ECDSA).</summary>
public sealed class NoteKey
{
    private const byte EcdsaType = 2;
    private readonly byte[] publicKey;

    /// <exception cref="FormatException">No note's key may have that name.</exception>
    public NoteKey(string name, VerificationKey key)
        : this(name, Spki(key))
    {
    }

    private NoteKey(string name, byte[] publicKey)
    {
        if (!IsName(name))
            throw new FormatException($"`{name}` names no log: use a name such as `access.acme.example/audit`, without spaces, `+` and control characters");
        (Name, this.publicKey) = (name, publicKey);
        Id = SHA256.HashData(publicKey)[..sizeof(uint)];
    }

    public string Name { get; }

    /// <summary>The key's id in signature lines: of an ECDSA key the first four bytes of SHA-256 over its SubjectPublicKeyInfo.</summary>
    internal byte[] Id { get; }

    /// <summary>Reads <c>name+id+key</c>, as <see cref="ToString"/> writes it; white space around it does not matter.</summary>
    /// <exception cref="FormatException">It is anything else, or a key of another type.</exception>
    public static NoteKey Parse(string text)
    {
        var parts = text.Trim().Split('+', 3);
        try
        {
            if (parts is [var name, var id, var encoded] && Convert.FromBase64String(encoded) is [EcdsaType, .. var spki])
            {
                using var ecdsa = Open(spki);
                var key = new NoteKey(name, SigningKeys.PublicPartOf(ecdsa));
                if (Convert.ToHexStringLower(key.Id) == id)
                    return key;
            }
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw Malformed(e);
        }

        throw Malformed(null);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String([EcdsaType, .. publicKey])}");

    internal bool Verifies(string text, ReadOnlySpan<byte> signature)
    {
        using var ecdsa = Open(publicKey);
        return ecdsa.VerifyData(Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    private static byte[] Spki(VerificationKey key)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(SigningKeys.ExportPublicPem(key));
        return ecdsa.ExportSubjectPublicKeyInfo();
    }

    private static ECDsa Open(byte[] spki)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(spki, out _);
        return ecdsa;
    }

    private static FormatException Malformed(Exception? inner) =>
        new("this is not the log's public key: give the line that `GET /api/v1/audit/key` answers", inner);
}
