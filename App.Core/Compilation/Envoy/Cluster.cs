using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>Where a deployment's requests go. Over TLS the upstream always has to prove its name, by authorities that are the host's.</summary>
internal static class Cluster
{
    /// <summary>The host's own secret: the authorities of upstreams.</summary>
    private const string UpstreamAuthorities = "access-upstream-ca";

    public static JsonObject Of(EnvoyDeployment served)
    {
        var deployment = served.Deployment.Deployment;
        var uri = new Uri(deployment.Upstream!);
        var isTls = uri.Scheme is "https" or "grpcs";
        var isAddress = IPAddress.TryParse(uri.Host.Trim('[', ']'), out _);
        var cluster = new JsonObject
        {
            ["name"] = served.Cluster,
            ["type"] = isAddress ? "STATIC" : "STRICT_DNS",
            ["connect_timeout"] = "5s",
            ["load_assignment"] = Endpoint(served.Cluster, uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : isTls ? 443 : 80),
        };
        if (deployment.Protocol == Protocol.Grpc)
            cluster["typed_extension_protocol_options"] = Http2();
        // An address is in no certificate: what answers there must prove that it is the service.
        if (isTls)
            cluster["transport_socket"] = Tls(isAddress ? deployment.Hosts[0] : uri.Host);
        return cluster;
    }

    private static JsonObject Endpoint(string cluster, string host, int port) => new()
    {
        ["cluster_name"] = cluster,
        ["endpoints"] = new JsonArray(new JsonObject
        {
            ["lb_endpoints"] = new JsonArray(new JsonObject
            {
                ["endpoint"] = new JsonObject
                {
                    ["address"] = new JsonObject { ["socket_address"] = new JsonObject { ["address"] = host, ["port_value"] = port } },
                },
            }),
        }),
    };

    private static JsonObject Http2() => new()
    {
        ["envoy.extensions.upstreams.http.v3.HttpProtocolOptions"] = Extension.Typed(
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            new JsonObject { ["explicit_http_config"] = new JsonObject { ["http2_protocol_options"] = new JsonObject() } }),
    };

    private static JsonObject Tls(string name) => Extension.Of(
        "envoy.transport_sockets.tls",
        "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
        new JsonObject
        {
            ["sni"] = name,
            ["common_tls_context"] = new JsonObject
            {
                ["combined_validation_context"] = new JsonObject
                {
                    ["default_validation_context"] = new JsonObject
                    {
                        ["match_typed_subject_alt_names"] = new JsonArray(new JsonObject { ["san_type"] = "DNS", ["matcher"] = new JsonObject { ["exact"] = name } }),
                    },
                    ["validation_context_sds_secret_config"] = new JsonObject { ["name"] = UpstreamAuthorities },
                },
            },
        });
}
