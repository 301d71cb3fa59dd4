using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>One deployment's hosts, with its own form of every filter and the one route to its upstream.</summary>
internal static class VirtualHost
{
    private const string JwtPerRoute = "envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig";

    /// <summary>Every host that no deployment has.</summary>
    public static JsonObject Unknown => new()
    {
        ["name"] = "unknown_service",
        ["domains"] = new JsonArray("*"),
        ["routes"] = new JsonArray(new JsonObject
        {
            ["match"] = new JsonObject { ["prefix"] = "/" },
            ["direct_response"] = new JsonObject { ["status"] = 421 },
        }),
        ["metadata"] = RevisionMark.Unstamped,
    };

    public static JsonObject Of(PrincipalDirectory directory, EnvoyDeployment served, Func<IdentityProvider, JwkSet> keysOf)
    {
        var deployment = served.Deployment.Deployment;
        var host = new JsonObject
        {
            ["name"] = served.Deployment.Service.Name,
            ["domains"] = new JsonArray([.. deployment.Hosts.SelectMany(name => new JsonNode?[] { name, $"{name}." })]),
            ["typed_per_filter_config"] = Filters(directory, served, keysOf),
            ["request_headers_to_remove"] = new JsonArray([.. RemovedHeaders(directory, served).Select(name => JsonValue.Create(name))]),
            ["routes"] = new JsonArray(Route(served)),
            ["metadata"] = RevisionMark.UnstampedOf(served.Deployment),
        };
        if (LimitFilter.IsNeeded(served.Deployment))
            host["rate_limits"] = new JsonArray(LimitFilter.Description);
        return host;
    }

    private static JsonObject Filters(PrincipalDirectory directory, EnvoyDeployment served, Func<IdentityProvider, JwkSet> keysOf)
    {
        var filters = new JsonObject();
        if (directory.Providers.Any(p => p.Oidc is not null))
            filters[TokenFilter.Name] = Extension.Typed(JwtPerRoute, new JsonObject { ["requirement_name"] = served.Deployment.Service.Name });
        // In shadow nothing may block, so that this filter says nothing there; its form for a route is empty.
        if (served.IsShadow)
            filters[IdentityFilter.Name] = Extension.Typed("envoy.extensions.filters.http.rbac.v3.RBACPerRoute");
        filters[RulesFilter.Name] = RulesFilter.Of(directory, served.Deployment, keysOf);
        if (LimitFilter.IsNeeded(served.Deployment))
            filters[LimitFilter.Name] = LimitFilter.Of(LimitSteps.BucketsOf(served.Deployment));
        return filters;
    }

    private static IEnumerable<string> RemovedHeaders(PrincipalDirectory directory, EnvoyDeployment served) =>
    [
        .. CallerHeaders.Removed.Select(name => name.ToLowerInvariant()),
        .. TokenFilter.OwnHeaders,
        .. served.IsLastHop ? TokenHeaders.Of(directory) : ImmutableArray<string>.Empty,
    ];

    private static JsonObject Route(EnvoyDeployment served)
    {
        var deployment = served.Deployment.Deployment;
        var match = new JsonObject { ["prefix"] = "/" };
        if (deployment.Upstream is null)
            return new JsonObject { ["match"] = match, ["direct_response"] = new JsonObject { ["status"] = 502 } };
        var duration = string.Create(CultureInfo.InvariantCulture, $"{(long)deployment.MaxStreamDuration.TotalSeconds}s");
        var route = new JsonObject
        {
            ["cluster"] = served.Cluster,
            ["timeout"] = duration,
            ["max_stream_duration"] = new JsonObject { ["max_stream_duration"] = duration },
        };
        if (deployment.WebSocket)
            route["upgrade_configs"] = new JsonArray(new JsonObject { ["upgrade_type"] = "websocket", ["enabled"] = true });
        return new JsonObject { ["match"] = match, ["route"] = route };
    }
}
