using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>All that bundles are made of. The same input gives the same bytes, in any culture and any row order.</summary>
/// <param name="IssuerKeys">The keys fetched for each provider that names a <c>jwksUri</c>, by provider name; a provider missing here verifies nothing yet.</param>
/// <param name="EffectiveAt">The instant from which the state is in force.</param>
public sealed record CompilationInput(PolicySet Policy, ImmutableSortedDictionary<string, JwkSet> IssuerKeys, DateTimeOffset EffectiveAt)
{
    /// <summary>The provider's keys, inline or fetched.</summary>
    public JwkSet KeysOf(IdentityProvider provider) =>
        provider.Oidc?.Jwks ?? IssuerKeys.GetValueOrDefault(provider.Name) ?? new JwkSet();
}
