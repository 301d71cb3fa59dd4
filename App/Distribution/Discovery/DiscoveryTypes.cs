namespace AccessConsole.Distribution.Discovery;

/// <summary>The kinds of resource that Envoy asks for by REST, each at an address that Envoy has built in.</summary>
internal static class DiscoveryTypes
{
    public const string PathPrefix = "/v3/discovery:";

    private const string UrlPrefix = "type.googleapis.com/";

    /// <summary>Which a bundle holds, by the last part of the address. Listeners are the host's own, and clusters bring their endpoints with them.</summary>
    private static readonly Dictionary<string, string> Urls = new(StringComparer.Ordinal)
    {
        ["clusters"] = $"{UrlPrefix}envoy.config.cluster.v3.Cluster",
        ["extension_configs"] = $"{UrlPrefix}envoy.config.core.v3.TypedExtensionConfig",
        ["routes"] = $"{UrlPrefix}envoy.config.route.v3.RouteConfiguration",
        ["secrets"] = $"{UrlPrefix}envoy.extensions.transport_sockets.tls.v3.Secret",
    };

    public static string Names => string.Join(", ", Urls.Keys);

    /// <summary>The type's URL; null where bundles hold none of it.</summary>
    public static string? Find(string path) => Urls.GetValueOrDefault(path[PathPrefix.Length..]);
}
