using AccessConsole.Core.Bundles;

namespace AccessConsole.Signing.Remote;

/// <summary>A live key that is not here: it is known and vouched for, and the signer signs by it.</summary>
internal sealed class SignerKey(VerificationKey key) : ISigner
{
    public string KeyId => key.KeyId;

    public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"the key {key.KeyId} is the signer's: the console signs nothing by it");
}
