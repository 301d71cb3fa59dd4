using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;

namespace AccessConsole.Tests.Support;

internal static class Catalogs
{
    /// <summary>Serves nothing, and knows of revisions up to this one.</summary>
    public static BundleCatalog At(int revision)
    {
        var catalog = new BundleCatalog(null!);
        catalog.Load(revision, [], []);
        return catalog;
    }

    /// <summary>Takes archives that went to everybody at once.</summary>
    public static void Publish(this BundleCatalog catalog, int revision, IReadOnlyList<StoredBundle> bundles) => catalog.Publish(revision, bundles, []);
}
