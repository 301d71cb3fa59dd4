using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>The Rego modules, which are the same in every bundle: only the data differs.</summary>
internal static class RegoModules
{
    private const string ResourcePrefix = "opa/";

    public static ImmutableArray<BundleFile> Files { get; } = Load();

    private static ImmutableArray<BundleFile> Load()
    {
        var assembly = typeof(RegoModules).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(name => new BundleFile(name[ResourcePrefix.Length..], Read(assembly.GetManifestResourceStream(name)!))),
        ];
    }

    private static byte[] Read(Stream resource)
    {
        using var content = new MemoryStream();
        using (resource)
            resource.CopyTo(content);
        return content.ToArray();
    }
}
