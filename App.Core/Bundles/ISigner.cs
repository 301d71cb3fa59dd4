namespace AccessConsole.Core.Bundles;

/// <summary>Signs with one live key. Small, so that a key service or a signer process of its own can take its place.</summary>
public interface ISigner
{
    /// <summary>The key's RFC 7638 thumbprint; <c>kid</c> in signatures and in the key list.</summary>
    string KeyId { get; }

    /// <summary>ECDSA P-256 over SHA-256 of <paramref name="data"/>, as the 64 bytes r ‖ s of JWS (RFC 7518, section 3.4).</summary>
    ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
