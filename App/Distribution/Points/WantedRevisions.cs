using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Points;

/// <summary>Which bundle each enforcement point should run: the one that its token is handed, which is not the newest while that is held back from it.</summary>
public sealed class WantedRevisions(BundleCatalog catalog, TokenCache tokens)
{
    /// <summary>The revision at which that bundle last changed; null where nothing is published for it.</summary>
    public int? Of(EnforcementPoint point) => catalog.Find(point.Scope)?.For(tokens.LabelsOf(point.TokenId))?.Revision;

    /// <summary>The newest one of a scope, whoever is handed it.</summary>
    public int? Newest(BundleScope scope) => catalog.Find(scope)?.Current.Revision;
}
