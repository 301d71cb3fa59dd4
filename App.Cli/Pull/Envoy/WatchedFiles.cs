using System.Collections.Immutable;

namespace AccessConsole.Cli.Pull.Envoy;

/// <summary>The files of a bundle, each with the type of what is in it and its place in what Envoy's admin interface tells of its configuration.</summary>
internal static class WatchedFiles
{
    private const string Types = "type.googleapis.com/";
    private const string Extension = Types + "envoy.config.core.v3.TypedExtensionConfig";

    public static readonly ImmutableArray<WatchedFile> All =
    [
        new("envoy/clusters.json", Types + "envoy.config.cluster.v3.Cluster", null, "ClustersConfigDump", null, null),
        new("envoy/identity.json", Extension, "access.identity", "EcdsConfigDump", "ecds_filters", "ecds_filter"),
        new("envoy/routes.json", Types + "envoy.config.route.v3.RouteConfiguration", "access", "RoutesConfigDump", "dynamic_route_configs", "route_config"),
        new("envoy/secrets.json", Types + "envoy.extensions.transport_sockets.tls.v3.Secret", "access-client-ca", "SecretsConfigDump", "dynamic_active_secrets", "secret"),
        new("envoy/token.json", Extension, "access.token", "EcdsConfigDump", "ecds_filters", "ecds_filter"),
    ];
}

/// <param name="Type">Of every resource in the file.</param>
/// <param name="Name">Of the file's one resource; null where it holds any number of them.</param>
/// <param name="Dump">The part of <c>/config_dump</c> that tells of it.</param>
/// <param name="List">The member of that part which lists resources; null where the part has a version as a whole.</param>
/// <param name="Item">The member of a listed one that holds the resource.</param>
internal sealed record WatchedFile(string Path, string Type, string? Name, string Dump, string? List, string? Item);
