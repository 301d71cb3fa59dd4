using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Discovery;

/// <summary>A bundle's resources, each with the bytes that the archive's file has for it; taken apart once for each archive.</summary>
internal sealed class DiscoveryResources
{
    private const string Directory = "envoy/";

    /// <summary>How deep Envoy's configuration may nest.</summary>
    private static readonly JsonDocumentOptions MostNested = new() { MaxDepth = 100 };

    private readonly ImmutableArray<Resource> resources;

    private DiscoveryResources(string version, ImmutableArray<Resource> resources)
    {
        Version = version;
        this.resources = resources;
    }

    /// <summary><c>{revision}-{digest}</c> of the bundle's content: the same on every replica and under every signing key.</summary>
    public string Version { get; }

    /// <exception cref="InvalidDataException">It is no such archive.</exception>
    public static DiscoveryResources Of(StoredBundle bundle)
    {
        var files = PullerFile.Without(Target.Envoy, BundleArchive.Read(bundle.Archive)).Where(f => f.Path.StartsWith(Directory, StringComparison.Ordinal));
        return new DiscoveryResources(VersionOf(bundle.Revision, bundle.ContentDigest), [.. files.SelectMany(f => ResourcesIn(f.Content))]);
    }

    /// <summary>The revision that a version begins with; null where it is no version of ours.</summary>
    public static int? RevisionOf(string version) =>
        version.IndexOf('-') is > 0 and var dash && int.TryParse(version.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;

    /// <summary>The resources of a type with these names; all of the type where none is asked for by name.</summary>
    /// <returns>Null where there is none of a name that was asked for: an answer without it would be taken for its removal.</returns>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Find(string typeUrl, IReadOnlyCollection<string> names)
    {
        var found = resources.Where(r => r.TypeUrl == typeUrl && (names.Count == 0 || names.Contains(r.Name))).ToArray();
        return names.Count > 0 && found.Length < names.Count ? null : [.. found.Select(r => r.Json)];
    }

    private static string VersionOf(int revision, string digest) => string.Create(CultureInfo.InvariantCulture, $"{revision}-{digest}");

    private static IEnumerable<Resource> ResourcesIn(ReadOnlyMemory<byte> file)
    {
        using var json = JsonDocument.Parse(file, MostNested);
        return
        [
            .. json.RootElement.GetProperty("resources").EnumerateArray().Select(resource => new Resource(
                resource.GetProperty("@type").GetString()!, resource.GetProperty("name").GetString()!, Encoding.UTF8.GetBytes(resource.GetRawText()))),
        ];
    }

    private sealed record Resource(string TypeUrl, string Name, ReadOnlyMemory<byte> Json);
}
