using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Demo;

namespace AccessConsole.IssuerKeys;

/// <summary>The keys that bundles carry for providers that name an address: the newest accepted sets.</summary>
public sealed class AcceptedIssuerKeys(IIssuerKeyStore store, DemoIssuer demo, TimeProvider clock)
{
    /// <param name="policy">Whose providers they are for: keys fetched from another issuer vouch for nobody here.</param>
    public async Task<ImmutableSortedDictionary<string, JwkSet>> LoadAsync(PolicySet policy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var accepted = (await store.LoadAcceptedAsync(cancellationToken))
            .Where(s => policy.Providers.GetValueOrDefault(s.Provider)?.Oidc?.Issuer == s.Issuer)
            .ToDictionary(s => s.Provider, s => IssuerKeySuccession.Effective(s, now));
        foreach (var (provider, keys) in demo.KeysByProvider)
            accepted[provider] = keys;
        return accepted.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
