using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Bundles;

/// <summary>The names that files of a bundle may have.</summary>
public static class BundlePaths
{
    public const string Manifest = ".manifest";
    public const string Signatures = ".signatures.json";

    /// <summary>What ustar can hold without extensions.</summary>
    public const int MaxLength = 100;

    /// <summary>
    /// Whether a file may be called so: relative, non-empty segments of lower-case letters, digits, <c>. _ -</c>, none of them dots alone. Names that OPA
    /// would take for a second manifest, signature file or patch, or read as YAML, are left to the two files of the archive's own.
    /// </summary>
    public static bool IsValid(string path)
    {
        if (path is Manifest or Signatures)
            return true;
        return path.Length is > 0 and <= MaxLength && path.Split('/').All(IsSegment) && !IsReserved(path);
    }

    /// <exception cref="ArgumentException">A compiler made a file that no bundle may hold.</exception>
    internal static void Require(IEnumerable<BundleFile> files)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { Manifest, Signatures };
        foreach (var file in files)
        {
            if (!IsValid(file.Path) || !seen.Add(file.Path))
                throw new ArgumentException($"a bundle cannot hold `{file.Path}`, or not twice", nameof(files));
        }
    }

    private static bool IsSegment(string segment) =>
        segment.Trim('.').Length > 0 && segment.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    private static bool IsReserved(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return path.EndsWith(Manifest, StringComparison.Ordinal)
            || path.EndsWith("signatures.json", StringComparison.Ordinal)
            || name is "patch.json" or "data.yaml" or "data.yml";
    }
}
