using AccessConsole.Distribution.Catalog;

namespace AccessConsole.Tests.Support;

internal static class Catalogs
{
    /// <summary>Serves nothing, and knows of revisions up to this one.</summary>
    public static BundleCatalog At(int revision)
    {
        var catalog = new BundleCatalog(null!);
        catalog.Load(revision, []);
        return catalog;
    }
}
