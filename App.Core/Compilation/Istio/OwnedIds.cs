using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>
/// The SPIFFE IDs that are somebody's, as one deployment sees them: those of principals that its rules name, and the others. Of many others it
/// lists the folders that they lie in, so that a deployment grows with its own rules and not with everybody there is.
/// </summary>
internal sealed class OwnedIds
{
    /// <summary>How many others a deployment lists, or else how many of their folders; beyond that, their trust domains.</summary>
    private const int MaxListed = 250;

    private readonly HashSet<OwnedId> named;

    public OwnedIds(CallerDirectory callers, DeploymentPolicy policy, SpiffeId? gateway)
    {
        named = [.. policy.NamedPrincipals().Select(p => p.SpiffeId).OfType<SpiffeId>().Where(id => id != gateway).Select(callers.OwnedBy)];
        if (callers.Owned.Length - named.Count <= MaxListed)
            (Listed, Folders) = ([.. callers.Owned.Where(o => o.Id != gateway)], []);
        else
            (Listed, Folders) = ([.. named.OrderBy(o => o.Id.Text, StringComparer.Ordinal)], FoldersOfOthers(callers));
    }

    /// <summary>Each by itself, in the order of their text; the gateway's is transport, and nobody's.</summary>
    public ImmutableArray<OwnedId> Listed { get; }

    /// <summary>Where the others lie, as Istio's patterns; none where all are listed.</summary>
    public ImmutableArray<string> Folders { get; }

    /// <summary>Whether some rule of the deployment names an owner.</summary>
    public bool IsNamed(OwnedId owned) => named.Contains(owned);

    private ImmutableArray<string> FoldersOfOthers(CallerDirectory callers)
    {
        var folders = Left(callers.IdsByFolder, named.Select(o => IstioText.FolderOf(o.Id)));
        return folders.Length <= MaxListed ? folders : Left(callers.IdsByTrustDomain, named.Select(o => IstioText.TrustDomainOf(o.Id)));
    }

    /// <summary>The places in which there are more IDs than those that are named.</summary>
    private static ImmutableArray<string> Left(IReadOnlyDictionary<string, int> ids, IEnumerable<string> placesOfNamed)
    {
        var taken = placesOfNamed.CountBy(place => place, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return Values.Sorted(ids.Where(place => place.Value > taken.GetValueOrDefault(place.Key)).Select(place => place.Key));
    }
}
