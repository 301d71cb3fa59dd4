using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A provider is one kind of issuer, and no two are the same issuer: a credential must lead to one of them.</summary>
internal static class ProviderCheck
{
    public static void Check(ValidationContext context)
    {
        var issuers = new Dictionary<string, string>(StringComparer.Ordinal);
        var trustDomains = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in context.Providers)
        {
            var (provider, at) = (item.Object, item);
            if (provider.Oidc is null == provider.Spiffe is null)
                context.Error(DiagnosticCodes.ProviderKind, item.At(), "an identity provider is exactly one of `oidc` and `spiffe`");
            if (provider.Oidc is { Issuer.Length: > 0 } oidc && !issuers.TryAdd(oidc.Issuer, provider.Name))
                context.Error(DiagnosticCodes.IssuerDuplicate, at.At("/oidc/issuer"), $"identity provider `{issuers[oidc.Issuer]}` has this issuer already: use that one");
            if (provider.Spiffe is { TrustDomain.Length: > 0 } spiffe && !trustDomains.TryAdd(spiffe.TrustDomain, provider.Name))
                context.Error(DiagnosticCodes.TrustDomainDuplicate, at.At("/spiffe/trustDomain"), $"identity provider `{trustDomains[spiffe.TrustDomain]}` has this trust domain already: use that one");
        }
    }

    /// <summary>Reports a provider that is unknown, or whose tokens cannot exist because it issues certificates.</summary>
    public static void CheckOidcReference(ValidationContext context, string name, string pointer)
    {
        context.CheckReference(PolicyKind.IdentityProvider, name, context.Index.Providers, pointer);
        if (context.Index.Providers.GetValueOrDefault(name) is { Oidc: null, Spiffe: not null })
            context.Error(DiagnosticCodes.ProviderMismatch, pointer, $"identity provider `{name}` is a trust domain, which issues no tokens: name an OIDC provider");
    }
}
