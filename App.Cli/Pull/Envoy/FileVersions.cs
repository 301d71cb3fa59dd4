using System.Collections.Immutable;
using System.Text.Json;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Envoy;

/// <summary>Which version each file has, or Envoy says that it runs. A version is of the content: files that did not change keep theirs.</summary>
internal sealed record FileVersions(ImmutableDictionary<string, string> ByPath)
{
    /// <exception cref="PullException">A file says no version, so that nothing could be proved.</exception>
    public static FileVersions Of(ImmutableArray<BundleFile> files) => new(files.Where(file => WatchedFiles.All.Any(known => known.Path == file.Path)).ToImmutableDictionary(file => file.Path, VersionOf));

    /// <summary>What differs, in a sentence; null when everything expected runs.</summary>
    public string? DifferenceTo(FileVersions expected) => expected.ByPath.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Where(pair => ByPath.GetValueOrDefault(pair.Key) != pair.Value)
        .Select(pair => $"`{pair.Key}` has version {pair.Value}, Envoy runs {(ByPath.TryGetValue(pair.Key, out var running) ? $"version {running}" : "none")}").FirstOrDefault();

    private static string VersionOf(BundleFile file)
    {
        using var document = JsonDocument.Parse(file.Content, new JsonDocumentOptions { MaxDepth = 128 });
        return document.RootElement.TryGetProperty("version_info", out var version) && version.GetString() is { Length: > 0 } text
            ? text
            : throw new PullException("not_proved", $"`{file.Path}` says no version, so that nothing can be proved");
    }
}
