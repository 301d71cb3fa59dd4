using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Bundles;
using Xunit;

namespace AccessConsole.Tests.Core.Auditing;

public sealed class CheckpointTests
{
    private const string Origin = "access.acme.example/audit";

    private static readonly Checkpoint Head = new(Origin, 20852163, SHA256.HashData("root"u8));

    private static readonly EcdsaSigner Signer = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    private static readonly NoteKey Key = new(Origin, Signer.VerificationKey);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checkpoint_Signed_IsTheNoteOfItsFormat()
    {
        var lines = (await Head.SignAsync(Key, Signer, Cancellation)).Split('\n');
        Assert.Equal([Origin, "20852163", Convert.ToBase64String(SHA256.HashData("root"u8)), "", lines[4], ""], lines);
        Assert.StartsWith($"— {Origin} ", lines[4], StringComparison.Ordinal);

        // The key's id, and the signature, by the public key that the verifier's line carries alone.
        var signature = Convert.FromBase64String(lines[4].Split(' ')[2]);
        var spki = Convert.FromBase64String(Key.ToString().Split('+', 3)[2]);
        Assert.Equal(2, spki[0]);
        Assert.Equal(SHA256.HashData(spki[1..])[..4], signature[..4]);
        Assert.Equal(Convert.ToHexStringLower(signature[..4]), Key.ToString().Split('+')[1]);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(spki.AsSpan(1), out _);
        Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(Head.Text), signature.AsSpan(4), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    [Fact]
    public async Task Checkpoint_Signed_IsReadByItsKeyAgainAndBesideOtherSignatures()
    {
        for (var i = 0; i < 50; i++)
        {
            var note = await Head.SignAsync(Key, Signer, Cancellation);
            var opened = Checkpoint.Open(note + "— witness.example AAAAAAAA\n", NoteKey.Parse(Key.ToString()));
            Assert.True(opened.IsVerified, opened.Refusal?.Message);
            Assert.Equal((Head.Size, Head.Text), (opened.Value.Size, opened.Value.Text));
        }
    }

    [Fact]
    public async Task Checkpoint_ChangedOrOfAnotherKey_IsRefused()
    {
        var note = await Head.SignAsync(Key, Signer, Cancellation);
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var other = new NoteKey(Origin, SigningKeys.PublicPartOf(otherKey));
        var foreign = await (Head with { Origin = "other.example/log" }).SignAsync(Key, Signer, Cancellation);
        var padded = await SignedNote.SignAsync($"{Origin}\n007\n{Convert.ToBase64String(Head.Root.Span)}\n", Key, Signer, Cancellation);

        Assert.Equal(RefusalKind.Signature, Checkpoint.Open(note.Replace("20852163", "20852164", StringComparison.Ordinal), Key).Refusal?.Kind);
        Assert.Equal(RefusalKind.UnknownKey, Checkpoint.Open(note, other).Refusal?.Kind);
        Assert.Equal(RefusalKind.Scope, Checkpoint.Open(foreign, Key).Refusal?.Kind);
        Assert.Equal(RefusalKind.Malformed, Checkpoint.Open(padded, Key).Refusal?.Kind);
        foreach (var broken in new[] { "", "\n", Head.Text, note[..^1], note.Replace("\n\n", "\n", StringComparison.Ordinal), note + "x\n", note + "\n" })
            Assert.Equal(RefusalKind.Malformed, Checkpoint.Open(broken, Key).Refusal?.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("access.acme.example/audit")]
    [InlineData("access.acme.example/audit+00000000+AmZvbw==")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    public void Key_ThatIsNone_IsRefused(string text) => Assert.Throws<FormatException>(() => NoteKey.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\nb")]
    public void Name_ThatNoKeyMayHave_IsRefused(string name) => Assert.Throws<FormatException>(() => new NoteKey(name, Signer.VerificationKey));
}
