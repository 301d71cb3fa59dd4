using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Deciding;
using AccessConsole.Distribution.Discovery;
using AccessConsole.Distribution.Endpoints;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Distribution;

/// <summary>The machine side's addresses. Stands before everything else of the host, so that nothing of the console can slow it or stop it.</summary>
internal sealed class DistributionRouter(
    BundleEndpoint bundles, PinnedBundleEndpoint pinned, KeysEndpoint keys, StatusEndpoint status, LogsEndpoint logs, DiscoveryEndpoint discovery, DecideEndpoint decide, AuthzEndpoint authz,
    HealthEndpoints health)
{
    private const string Root = "/v1/";

    /// <summary>Answers a request of the machine side; null for any other.</summary>
    public Task? Handle(HttpContext context)
    {
        // By what was sent: the host resolves dot segments, with which a caller of an engine could lead its call of this address to another that answers 200.
        if (AuthzTarget.IsAddressed(context))
            return authz.HandleAsync(context);
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith(BundleCatalog.PathPrefix, StringComparison.Ordinal))
            return bundles.HandleAsync(context);
        if (path.StartsWith(BundleAddress.PinnedPrefix, StringComparison.Ordinal))
            return pinned.HandleAsync(context);
        if (path.StartsWith(DiscoveryTypes.PathPrefix, StringComparison.Ordinal))
            return discovery.HandleAsync(context);
        return path switch
        {
            "/v1/keys" => keys.HandleAsync(context),
            "/v1/decide" => decide.HandleAsync(context),
            "/v1/logs" => logs.HandleAsync(context),
            "/healthz" => HealthEndpoints.HealthAsync(context),
            "/readyz" => health.ReadyAsync(context),
            _ when StatusEndpoint.IsAddressed(path) => status.HandleAsync(context),
            _ when path.StartsWith(Root, StringComparison.Ordinal) => MachineProblems.NotFoundAsync(context, "there is no such address"),
            _ => null,
        };
    }
}
