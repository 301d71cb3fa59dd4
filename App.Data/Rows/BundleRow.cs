using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Rows;

/// <summary>One archive, signed by one key.</summary>
public sealed class BundleRow
{
    /// <summary>The scope as signatures name it.</summary>
    public required string Scope { get; init; }

    public required string Environment { get; init; }

    public required Target Target { get; init; }

    public string? Service { get; init; }

    /// <summary>The revision at which the content last changed.</summary>
    public required int Revision { get; init; }

    public required string KeyId { get; init; }

    /// <summary>0 for the oldest key that signed the scope at the revision.</summary>
    public required int KeyOrder { get; init; }

    /// <summary>The revision whose publish wrote the row: later than <see cref="Revision"/> where only a signature was added.</summary>
    public required int PublishedIn { get; init; }

    public required string ContentDigest { get; init; }

    public required byte[] Sha256 { get; init; }

    public required byte[] Archive { get; init; }

    public required bool IsTombstone { get; init; }

    public StoredBundle ToBundle() =>
        new(new BundleScope(Environment, Target, Service), Revision, KeyId, ContentDigest, Sha256, Archive, IsTombstone);
}
