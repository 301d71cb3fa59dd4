using System.Security.Cryptography;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>Writes the identity providers: how their tokens are verified, and which SPIFFE IDs are CI's.</summary>
internal static class ProviderWriter
{
    public static void WriteIssuers(OpaJson json, IEnumerable<IdentityProvider> providers) =>
        json.Name("issuers").Map(
            providers.Where(p => p.Oidc is not null).DistinctBy(p => p.Oidc!.Issuer).Select(p => KeyValuePair.Create(p.Oidc!.Issuer, p.Name)),
            name => json.Text(name));

    public static void WriteProviders(OpaJson json, CompilationInput input, IEnumerable<IdentityProvider> providers, DirectoryWriter principals) =>
        json.Name("providers").Map(
            providers.Where(p => p.Oidc is not null).Select(p => KeyValuePair.Create(p.Name, p)),
            provider =>
            {
                var settings = provider.Oidc!;
                json.BeginObject()
                    .Name("audience").Text(settings.Audience)
                    .Name("audience_scope").Text(NameOf(settings.AudienceScope))
                    .Name("identify_by").Text(settings.IdentifyBy == IdentifyBy.Uuid ? "uuid" : "slug")
                    .Name("keys").Map(VerificationKey.Of(settings, input.KeysOf(provider)).Select(k => KeyValuePair.Create(k.KeyId, k)), key => WriteKey(json, key))
                    .Name("max_lifetime_ms").Integer((long)settings.MaxTokenLifetime.TotalMilliseconds)
                    .Name("names_pipelines").Flag(input.Policy.Principals.NamesPipelines(provider.Name))
                    .Name("token_header").Text(HeaderOf(settings))
                    .Name("workload_claims").Texts(principals.ClaimsToFindWorkloads(provider.Name))
                    .EndObject();
            });

    public static void WriteTrustDomains(OpaJson json, IEnumerable<IdentityProvider> providers) =>
        json.Name("trust_domains").Map(
            providers.Where(p => p.Spiffe is not null).DistinctBy(p => p.Spiffe!.TrustDomain).Select(p => KeyValuePair.Create(p.Spiffe!.TrustDomain, p.Spiffe!)),
            domain => json.BeginObject().Name("ci_paths").Texts(domain.CiPaths).Name("has_bundle").Flag(domain.TrustBundle is not null).EndObject());

    private static void WriteKey(OpaJson json, VerificationKey key) => json.BeginObject()
        .Name("algorithm").Text(key.Algorithm.ToString())
        .Name("public_key").Text(PemEncoding.WriteString("PUBLIC KEY", key.ToSubjectPublicKeyInfo().Span))
        .EndObject();

    private static string HeaderOf(OidcSettings settings) => settings.TokenHeader.ToLowerInvariant();

    private static string NameOf(AudienceScope scope) => scope switch
    {
        AudienceScope.Service => "service",
        AudienceScope.Environment => "environment",
        AudienceScope.Provider => "provider",
    };
}
