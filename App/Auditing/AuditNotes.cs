using AccessConsole.Configuration;
using AccessConsole.Core.Auditing.Exports;
using Microsoft.Extensions.Options;

namespace AccessConsole.Auditing;

/// <summary>Signs listings with the audit log's key, so that whoever keeps that key's public part can verify both.</summary>
public sealed class AuditNotes(IOptions<AuditOptions> options, IHostEnvironment host, DataPaths paths)
{
    private readonly Lazy<AuditKey?> key = new(() => AuditKey.Of(options.Value, host, paths));

    /// <summary>Whether there is a key to sign with.</summary>
    public bool CanSign => key.Value is not null;

    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public ValueTask<string> SignAsync(SignedListing listing, CancellationToken cancellationToken) => key.Value is { } signing
        ? listing.SignAsync(signing.Public, signing.Signer, cancellationToken)
        : throw new InvalidOperationException("no audit key is configured");
}
