using System.Text;
using AccessConsole.Core.Model;
using AccessConsole.IssuerKeys;
using AccessConsole.Outbound;

namespace AccessConsole.Signer;

/// <summary>The signer's own look at what issuers serve, at the addresses of its own policy.</summary>
internal sealed class IssuerLookup(OutboundClient outbound, ILogger<IssuerLookup> log)
{
    /// <returns>By provider; one that did not answer is missing, so that none of its new keys is taken.</returns>
    public async Task<IReadOnlyDictionary<string, JwkSet>> FindAsync(IReadOnlyList<IdentityProvider> providers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, JwkSet>(StringComparer.Ordinal);
        foreach (var provider in providers)
        {
            try
            {
                found[provider.Name] = FetchedKeys.Parse(Encoding.UTF8.GetString(await outbound.GetAsync(new Uri(provider.Oidc!.JwksUri!), cancellationToken)));
            }
            catch (Exception e) when (e is OutboundException or FormatException)
            {
                log.LogWarning("the keys of identity provider {Provider} could not be looked up: {Failure}", provider.Name, e.Message);
            }
        }

        return found;
    }
}
