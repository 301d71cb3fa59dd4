using System.Text.RegularExpressions;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>
/// What Linkerd calls the holder of a SPIFFE ID. A workload outside the cluster shows the ID itself. A pod shows its service account by a DNS
/// name, which is the same identity as <c>/ns/NAMESPACE/sa/NAME</c> of the trust domain.
/// </summary>
internal static partial class MeshName
{
    private const string ServiceAccounts = "serviceaccount.identity.linkerd";
    private const int MaxDnsName = 253;

    public static IEnumerable<string> Of(SpiffeId id)
    {
        yield return id.Text;
        if (ServiceAccountOf(id) is var (@namespace, name) && TrustDomain().IsMatch(id.TrustDomain)
            && $"{name}.{@namespace}.{ServiceAccounts}.{id.TrustDomain}" is { Length: <= MaxDnsName } dns)
            yield return dns;
    }

    /// <summary>The service account that the ID names; null where it names none that Kubernetes could have.</summary>
    public static (string Namespace, string Name)? ServiceAccountOf(SpiffeId id) =>
        ServiceAccountPath().Match(id.Path) is { Success: true } match ? (match.Groups["namespace"].Value, match.Groups["name"].Value) : null;

    // A namespace holds no dot, so that no two service accounts share a name.
    [GeneratedRegex(@"\A/ns/(?<namespace>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)/sa/(?<name>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceAccountPath();

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex TrustDomain();
}
