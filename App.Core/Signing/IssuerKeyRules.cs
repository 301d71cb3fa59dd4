using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Signing;

/// <summary>
/// Which keys of issuers the signer takes into bundles. Whoever puts a key of their own there is every pipeline at once, so a key that is new is one that the signer
/// itself found at the issuer, and not all of them change at a time.
/// </summary>
public static class IssuerKeyRules
{
    /// <summary>The keys of providers that name an address for them. Others would wait unseen until a provider of their name comes.</summary>
    public static ImmutableSortedDictionary<string, JwkSet> Used(PolicySet policy, ImmutableSortedDictionary<string, JwkSet> wanted) =>
        wanted.RemoveRange(wanted.Keys.Where(name => policy.Providers.GetValueOrDefault(name) is not { Oidc.JwksUri: not null }));

    /// <summary>Providers of which the request brings keys that the base has not: what the issuer serves must be looked at.</summary>
    /// <param name="wanted">As <see cref="Used"/> leaves them.</param>
    public static IEnumerable<IdentityProvider> ToLookUp(CompilationInput basis, PolicySet policy, ImmutableSortedDictionary<string, JwkSet> wanted) =>
        from keys in wanted
        let provider = policy.Providers[keys.Key]
        where NewKeys(basis, provider, keys.Value).Any()
        select provider;

    /// <param name="wanted">As <see cref="Used"/> leaves them.</param>
    /// <param name="atIssuer">What the signer found at the issuers of <see cref="ToLookUp"/>, by provider.</param>
    public static SigningRefusal? Objection(
        CompilationInput basis, PolicySet policy, ImmutableSortedDictionary<string, JwkSet> wanted, IReadOnlyDictionary<string, JwkSet> atIssuer)
    {
        foreach (var (name, keys) in wanted)
        {
            var provider = policy.Providers[name];
            if (Known(basis, provider) is { Keys.Count: > 0 } known && !keys.Keys.Any(known.Keys.Contains))
                return Refuse($"every key of identity provider `{name}` changed at once: have an admin look at it, and begin the signer anew with what they accept");
            if (NewKeys(basis, provider, keys).FirstOrDefault(key => !atIssuer.GetValueOrDefault(name, new JwkSet()).Keys.Contains(key)) is { } foreign)
                return Refuse($"the key `{foreign.Kid}` of identity provider `{name}` is none that the signer finds at {provider.Oidc!.JwksUri}");
        }

        // A provider that loses all its keys and finds others later would have found them without one in common.
        return basis.IssuerKeys.Keys.FirstOrDefault(name => !wanted.ContainsKey(name) && policy.Providers.GetValueOrDefault(name) is { Oidc.JwksUri: not null } kept && Known(basis, kept) is not null) is { } lost
            ? Refuse($"the keys of identity provider `{lost}` do not come along")
            : null;
    }

    private static IEnumerable<Jwk> NewKeys(CompilationInput basis, IdentityProvider provider, JwkSet keys)
    {
        var known = Known(basis, provider) ?? new JwkSet();
        return keys.Keys.Where(key => !known.Keys.Contains(key));
    }

    /// <summary>The keys in force of the same issuer; those of a former one vouch for nobody.</summary>
    private static JwkSet? Known(CompilationInput basis, IdentityProvider provider) =>
        basis.Policy.Providers.GetValueOrDefault(provider.Name)?.Oidc?.Issuer == provider.Oidc!.Issuer ? basis.IssuerKeys.GetValueOrDefault(provider.Name) : null;

    private static SigningRefusal Refuse(string message) => new(SigningRefusalKind.IssuerKeys, message);
}
