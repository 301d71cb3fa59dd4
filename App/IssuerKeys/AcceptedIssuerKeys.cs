using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Demo;

namespace AccessConsole.IssuerKeys;

/// <summary>The keys that bundles carry for providers that name an address: the newest accepted sets.</summary>
public sealed class AcceptedIssuerKeys(IIssuerKeyStore store, DemoIssuer demo, TimeProvider clock)
{
    public async Task<ImmutableSortedDictionary<string, JwkSet>> LoadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var accepted = (await store.LoadAcceptedAsync(cancellationToken)).ToDictionary(s => s.Provider, s => IssuerKeySuccession.Effective(s, now));
        foreach (var (provider, keys) in demo.KeysByProvider)
            accepted[provider] = keys;
        return accepted.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
