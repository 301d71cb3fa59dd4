using System.Collections.Frozen;

namespace AccessConsole.Cli.Pull.Envoy;

/// <summary>
/// The messages of Envoy's that a bundle may use by type, which is how Envoy is told to load an extension. A compiler that learns one adds it here; a test holds
/// the two together. No program of any language is among them, and nothing that calls out.
/// </summary>
internal static class AllowedTypes
{
    private const string Prefix = "type.googleapis.com/";

    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,

        // What files hold.
        "envoy.config.core.v3.TypedExtensionConfig",
        "envoy.config.cluster.v3.Cluster",
        "envoy.config.route.v3.RouteConfiguration",
        "envoy.extensions.transport_sockets.tls.v3.Secret",

        // The decision: tokens, rules, and what rules ask for.
        "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
        "envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig",
        "envoy.extensions.filters.http.rbac.v3.RBAC",
        "envoy.extensions.filters.http.rbac.v3.RBACPerRoute",
        "envoy.config.rbac.v3.Action",
        "envoy.type.matcher.v3.HttpRequestHeaderMatchInput",
        "envoy.extensions.matching.common_inputs.network.v3.DynamicMetadataInput",
        "envoy.extensions.matching.common_inputs.network.v3.ServerNameInput",
        "envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput",
        "envoy.extensions.matching.input_matchers.metadata.v3.Metadata",
        "xds.type.matcher.v3.HttpAttributesCelMatchInput",
        "xds.type.matcher.v3.CelMatcher",

        // Limits of callers, counted by Envoy itself.
        "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",

        // Callers' certificates, and the way to upstreams.
        "envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig",
        "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions");

    public static bool Contains(string? type) => type?.StartsWith(Prefix, StringComparison.Ordinal) == true && Known.Contains(type[Prefix.Length..]);
}
