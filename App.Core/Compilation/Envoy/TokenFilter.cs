using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// The filter that verifies tokens (<c>envoy.filters.http.jwt_authn</c>): signature and issuer. What it leaves open (one header, one audience,
/// lifetimes) the rules ask of what it leaves behind; see <see cref="TokenPredicates"/>.
/// </summary>
internal static class TokenFilter
{
    /// <summary>The filter's name in the chain of the listener.</summary>
    public const string Name = "access.token";

    /// <summary>Envoy's name of the filter, under which it leaves what it read.</summary>
    public const string Type = "envoy.filters.http.jwt_authn";

    public const string Payload = "token";
    public const string Header = "token_header";

    private const string Message = "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication";

    /// <summary>Of a verified token, as headers: only headers are looked up in tables. What the caller sent under these names is removed first.</summary>
    public static HeaderInput Issuer { get; } = new("x-access-token-issuer");

    public static HeaderInput Organization { get; } = new("x-access-token-organization");

    public static HeaderInput Pipeline { get; } = new("x-access-token-pipeline");

    public static ImmutableArray<string> OwnHeaders { get; } = [Issuer.Header, Organization.Header, Pipeline.Header];

    /// <summary>The claims that name a pipeline: its organization's and its own.</summary>
    public static (string Organization, string Pipeline) NamingClaims(IdentifyBy identifyBy) => identifyBy switch
    {
        IdentifyBy.Uuid => (ClaimNames.OrganizationId, ClaimNames.PipelineId),
        IdentifyBy.Slug => (ClaimNames.OrganizationSlug, ClaimNames.PipelineSlug),
    };

    public static JsonObject Of(CompilationInput input, string environment, IReadOnlyList<EnvoyDeployment> deployments)
    {
        IdentityProvider[] providers = [.. deployments.Count == 0 ? [] : input.Policy.Principals.Providers.Where(p => p.Oidc is not null)];
        var content = new JsonObject
        {
            ["providers"] = new JsonObject(providers.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Name, Provider(p.Oidc!, input.KeysOf(p))))),
        };
        if (providers.Length > 0)
        {
            content["requirement_map"] = new JsonObject(deployments.Select(d =>
                KeyValuePair.Create<string, JsonNode?>(d.Deployment.Service.Name, Requirement(providers, environment, d.Deployment.Service.Name, d.IsShadow))));
        }

        return Extension.Of(Name, Message, content);
    }

    private static JsonObject Provider(OidcSettings settings, JwkSet keys) => new()
    {
        ["issuer"] = settings.Issuer,
        ["from_headers"] = new JsonArray(FromHeader(settings.TokenHeader)),
        ["local_jwks"] = new JsonObject { ["inline_string"] = KeySet(VerificationKey.Of(settings, keys)).ToJsonString() },
        ["require_expiration"] = true,
        ["clock_skew_seconds"] = TokenVerifier.SkewSeconds,
        // The rules look at the header too; the route removes it at the last hop.
        ["forward"] = true,
        ["payload_in_metadata"] = Payload,
        ["header_in_metadata"] = Header,
        ["claim_to_headers"] = new JsonArray(
            ClaimToHeader(Issuer, ClaimNames.Issuer),
            ClaimToHeader(Organization, NamingClaims(settings.IdentifyBy).Organization),
            ClaimToHeader(Pipeline, NamingClaims(settings.IdentifyBy).Pipeline)),
    };

    private static JsonObject FromHeader(string header) =>
        string.Equals(header, OidcSettings.DefaultTokenHeader, StringComparison.OrdinalIgnoreCase)
            ? new JsonObject { ["name"] = header, ["value_prefix"] = "Bearer " }
            : new JsonObject { ["name"] = header };

    private static JsonObject ClaimToHeader(HeaderInput header, string claim) => new() { ["header_name"] = header.Header, ["claim_name"] = claim };

    /// <summary>Each key with its one algorithm, so that no token chooses another.</summary>
    private static JsonObject KeySet(IEnumerable<VerificationKey> keys) => new() { ["keys"] = new JsonArray([.. keys.Select(Key)]) };

    private static JsonObject Key(VerificationKey key)
    {
        var json = new JsonObject { ["kty"] = key.Jwk.Kty, ["kid"] = key.KeyId, ["alg"] = key.Algorithm.ToString(), ["use"] = "sig" };
        (string Name, string? Value)[] numbers = [("n", key.Jwk.N), ("e", key.Jwk.E), ("crv", key.Jwk.Crv), ("x", key.Jwk.X), ("y", key.Jwk.Y)];
        foreach (var (name, value) in numbers.Where(n => n.Value is not null))
            json[name] = value;
        return json;
    }

    /// <summary>Any provider's token for this service, or none. In shadow a token that does not verify is decided on and let pass.</summary>
    private static JsonObject Requirement(IEnumerable<IdentityProvider> providers, string environment, string service, bool isShadow) => new()
    {
        ["requires_any"] = new JsonObject
        {
            ["requirements"] = new JsonArray(
            [
                .. providers.Select(p => new JsonObject
                {
                    ["provider_and_audiences"] = new JsonObject
                    {
                        ["provider_name"] = p.Name,
                        ["audiences"] = new JsonArray(p.Oidc!.AudienceFor(environment, service)),
                    },
                }),
                new JsonObject { [isShadow ? "allow_missing_or_failed" : "allow_missing"] = new JsonObject() },
            ]),
        },
    };
}
