using System.Collections.Immutable;
using System.Reflection;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Envoy;

/// <summary>What Envoy runs before the first bundle, and in place of a stale one where the policy says so: the files of <c>deploy/envoy/bootstrap</c>.</summary>
internal static class DenyAllBootstrap
{
    public static readonly ImmutableArray<BundleFile> Files = [.. WatchedFiles.All.Select(file => new BundleFile(file.Path, Read(file.Path)))];

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
