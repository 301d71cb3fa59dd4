using System.Security.Cryptography;

namespace AccessConsole.Core.Bundles;

/// <summary>Signs with a P-256 key held in memory. Does not own the key: whoever made it disposes it.</summary>
public sealed class EcdsaSigner(ECDsa key) : ISigner
{
    // An ECDsa instance promises nothing about concurrent use.
    private readonly Lock signing = new();

    public VerificationKey VerificationKey { get; } = SigningKeys.PublicPartOf(key);

    public string KeyId => VerificationKey.KeyId;

    public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (signing)
            return ValueTask.FromResult(key.SignData(data.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }
}
