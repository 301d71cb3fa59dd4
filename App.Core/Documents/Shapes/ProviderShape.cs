using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

internal static class ProviderShape
{
    public static IdentityProvider Read(ObjectReader reader) => new()
    {
        Name = reader.Text("name"),
        Id = reader.Id("id"),
        Oidc = reader.Object("oidc", ReadOidc),
        Spiffe = reader.Object("spiffe", ReadSpiffe),
    };

    public static void Write(ObjectWriter writer, IdentityProvider provider)
    {
        writer.Text("name", provider.Name);
        writer.Id("id", provider.Id);
        writer.Object("oidc", provider.Oidc, WriteOidc);
        writer.Object("spiffe", provider.Spiffe, WriteSpiffe);
    }

    private static OidcSettings ReadOidc(ObjectReader reader) => new()
    {
        Issuer = reader.Text("issuer"),
        Audience = reader.Text("audience"),
        AudienceScope = reader.Word("audienceScope", Words.AudienceScope, AudienceScope.Service),
        IdentifyBy = reader.Word("identifyBy", Words.IdentifyBy, IdentifyBy.Uuid),
        MaxTokenLifetime = reader.Duration("maxTokenLifetime", OidcSettings.DefaultMaxTokenLifetime),
        TokenHeader = reader.OptionalText("tokenHeader") ?? OidcSettings.DefaultTokenHeader,
        Algorithms = reader.Optional("algorithms")?.List(item => item.Word(Words.Algorithm), SigningAlgorithm.RS256)
            .Select(algorithm => algorithm!.Value).ToValueList() ?? [],
        JwksUri = reader.OptionalText("jwksUri"),
        Jwks = reader.Object("jwks", KeySetShape.Read),
    };

    private static void WriteOidc(ObjectWriter writer, OidcSettings oidc)
    {
        writer.Text("issuer", oidc.Issuer);
        writer.Text("audience", oidc.Audience);
        writer.Word("audienceScope", Words.AudienceScope, oidc.AudienceScope, AudienceScope.Service);
        writer.Word("identifyBy", Words.IdentifyBy, oidc.IdentifyBy, IdentifyBy.Uuid);
        writer.Duration("maxTokenLifetime", oidc.MaxTokenLifetime, OidcSettings.DefaultMaxTokenLifetime);
        writer.Text("tokenHeader", oidc.TokenHeader == OidcSettings.DefaultTokenHeader ? null : oidc.TokenHeader);
        writer.Texts("algorithms", oidc.Algorithms.Select(Words.Algorithm.Word));
        writer.Text("jwksUri", oidc.JwksUri);
        writer.Object("jwks", oidc.Jwks, KeySetShape.Write);
    }

    private static SpiffeSettings ReadSpiffe(ObjectReader reader) => new()
    {
        TrustDomain = reader.Text("trustDomain"),
        CiPaths = reader.Texts("ciPaths"),
        TrustBundle = reader.Optional("trustBundle") is { } bundle ? ReadBundle(bundle) : null,
    };

    private static void WriteSpiffe(ObjectWriter writer, SpiffeSettings spiffe)
    {
        writer.Text("trustDomain", spiffe.TrustDomain);
        writer.Texts("ciPaths", spiffe.CiPaths);
        writer.Text("trustBundle", spiffe.TrustBundle);
    }

    /// <summary>PEM text, or a SPIFFE JWKS as text or as the object that it is.</summary>
    private static string? ReadBundle(ValueReader value)
    {
        if (value.Node is not MappingNode keys)
            return value.AnyText();
        return CanonicalJson.FirstUnsayable(keys) is null
            ? CanonicalJson.Write(keys)
            : value.Error(DiagnosticCodes.TrustBundleInvalid, "the bundle holds a number that JSON cannot say: give the bundle as JSON");
    }
}
