using System.Globalization;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Distribution.Catalog;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>What an address of a bundle asks for.</summary>
/// <param name="Revision">A pinned revision; null for the current bundle.</param>
/// <param name="IsFreshness">Whether only the statement of freshness is asked for.</param>
internal sealed record BundleAddress(BundleScope Scope, int? Revision, bool IsFreshness)
{
    public const string PinnedPrefix = "/v1/revisions/";
    public const string FreshnessSuffix = "/freshness";
    private const string PinnedMiddle = "bundles/";

    /// <summary>Null where the path is no such address.</summary>
    public static BundleAddress? Read(ReadOnlySpan<char> path)
    {
        var isFreshness = path.EndsWith(FreshnessSuffix, StringComparison.Ordinal);
        if (isFreshness)
            path = path[..^FreshnessSuffix.Length];
        if (path.StartsWith(BundleCatalog.PathPrefix, StringComparison.Ordinal))
            return ReadScope(path[BundleCatalog.PathPrefix.Length..]) is { } scope ? new BundleAddress(scope, null, isFreshness) : null;
        if (!path.StartsWith(PinnedPrefix, StringComparison.Ordinal))
            return null;
        var rest = path[PinnedPrefix.Length..];
        var slash = rest.IndexOf('/');
        if (slash < 0 || !int.TryParse(rest[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            return null;
        rest = rest[(slash + 1)..];
        return rest.StartsWith(PinnedMiddle, StringComparison.Ordinal) && ReadScope(rest[PinnedMiddle.Length..]) is { } pinned
            ? new BundleAddress(pinned, revision, isFreshness)
            : null;
    }

    private static BundleScope? ReadScope(ReadOnlySpan<char> path)
    {
        var parts = path.ToString().Split('/');
        if (parts.Length is not (2 or 3) || parts.Any(part => part.Length == 0) || Targets.Find(parts[1]) is not { } target)
            return null;
        return new BundleScope(parts[0], target, parts.Length == 3 ? parts[2] : null);
    }
}
