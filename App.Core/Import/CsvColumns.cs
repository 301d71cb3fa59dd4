using AccessConsole.Core.Model;

namespace AccessConsole.Core.Import;

/// <summary>The columns of the kinds that CSV can hold, in the order in which they are written.</summary>
internal static class CsvColumns
{
    /// <summary>By which objects are told apart.</summary>
    public static CsvColumn Name { get; } = new("name", ["name"], CellKind.Word, "the object that the row is: added where there is none of the name", IsRequired: true);

    /// <summary>By which the deployments of a service are told apart.</summary>
    public static CsvColumn Environment { get; } = new("environment", ["environment"], CellKind.Word, "of the deployment that the row is; empty for a service without any");

    private static readonly CsvColumn Labels = new("labels", ["labels"], CellKind.Map, "team=payments; tier=1");

    public static IReadOnlyList<CsvColumn> Grant { get; } =
    [
        Name,
        new("effect", ["effect"], CellKind.Word, "allow or deny", IsRequired: true),
        new("pipelines", ["principals", "pipelines"], CellKind.Selector, "names; or labels as team=payments; or * for all"),
        new("workloads", ["principals", "workloads"], CellKind.Selector, "as pipelines"),
        new("anyone", ["principals", "anyone"], CellKind.Flag, "true for everybody, without any identity"),
        new("role", ["role"], CellKind.Word, "a role's name", IsRequired: true),
        new("environments", ["environments"], CellKind.List, "production; staging", IsRequired: true),
        new("branches", ["when", "branches"], CellKind.List, "main; release/*"),
        new("tags", ["when", "tags"], CellKind.List, "or any of these tags"),
        new("sources", ["when", "sources"], CellKind.List, "webhook; schedule"),
        new("queues", ["when", "queues"], CellKind.List, "keys or ids of queues"),
        new("clusters", ["when", "clusters"], CellKind.List, "ids or names of clusters"),
        new("steps", ["when", "steps"], CellKind.List, "keys of steps"),
        new("valid from", ["validFrom"], CellKind.Word, "2027-01-01T00:00:00Z"),
        new("expires", ["expires"], CellKind.Word, "2027-02-01T00:00:00Z; empty for never"),
        new("limit", ["rateLimit", "requests"], CellKind.Number, "requests in a period; empty for no limit"),
        new("limit per", ["rateLimit", "per"], CellKind.Word, "second or minute"),
        new("limit burst", ["rateLimit", "burst"], CellKind.Number, "requests beyond the limit"),
        new("reason", ["reason"], CellKind.Text, "one line, for people"),
    ];

    public static IReadOnlyList<CsvColumn> Pipeline { get; } =
    [
        Name,
        new("provider", ["provider"], CellKind.Word, "an identity provider's name", IsRequired: true),
        new("organization", ["organization", "slug"], CellKind.Word, "the organization's slug", IsRequired: true),
        new("organization id", ["organization", "id"], CellKind.Word, "its UUID"),
        new("slug", ["slug"], CellKind.Word, "the pipeline's slug", IsRequired: true),
        new("id", ["id"], CellKind.Word, "the pipeline's UUID at Buildkite"),
        new("spiffe id", ["spiffeId"], CellKind.Word, "spiffe://acme.example/ci/deploy"),
        Labels,
    ];

    public static IReadOnlyList<CsvColumn> Workload { get; } =
    [
        Name,
        new("spiffe id", ["spiffeId"], CellKind.Word, "spiffe://acme.example/ns/shop"),
        new("provider", ["provider"], CellKind.Word, "an identity provider's name, where it is known by claims"),
        new("claims", ["claims"], CellKind.Map, "sub=repo:acme; all of them must equal"),
        Labels,
    ];

    /// <summary>What a row says of the service itself.</summary>
    public static IReadOnlyList<CsvColumn> ServiceAlone { get; } = [Name, Labels];

    /// <summary>What a row says of one deployment; paths begin at the deployment.</summary>
    public static IReadOnlyList<CsvColumn> Deployment { get; } =
    [
        Environment,
        new("hosts", ["hosts"], CellKind.List, "payments.acme.example"),
        new("upstream", ["upstream"], CellKind.Word, "https://10.0.4.12:8443"),
        new("spiffe id", ["spiffeId"], CellKind.Word, "of the deployment"),
        new("protocol", ["protocol"], CellKind.Word, "http, grpc or tcp"),
        new("hops", ["hops"], CellKind.Hops, "engines in order; a gateway as nginx=spiffe://acme.example/gateway"),
        new("mode", ["mode"], CellKind.Word, "enforce or shadow"),
        new("isolation", ["isolation"], CellKind.Word, "all or pipelines"),
        new("unidentified", ["unidentified"], CellKind.Word, "deny or allow"),
        new("probes", ["probes"], CellKind.List, "exact paths that anyone may GET"),
        new("cors", ["cors"], CellKind.Flag, "true where anyone may ask OPTIONS"),
        new("websocket", ["websocket"], CellKind.Flag, "true for websockets"),
        new("max stream duration", ["maxStreamDuration"], CellKind.Word, "30s, 10m or 1h"),
        new("kubernetes namespace", ["kubernetes", "namespace"], CellKind.Word, "of the workload"),
        new("kubernetes selector", ["kubernetes", "selector"], CellKind.Map, "app=payments"),
        new("kubernetes port", ["kubernetes", "port"], CellKind.Number, "of the workload"),
        new("consul service", ["consul", "service"], CellKind.Word, "the service's name there"),
    ];

    /// <summary>The columns of a kind; empty where CSV does not hold it.</summary>
    public static IReadOnlyList<CsvColumn> Of(PolicyKind kind) => kind switch
    {
        PolicyKind.Pipeline => Pipeline,
        PolicyKind.Workload => Workload,
        PolicyKind.Service => [.. ServiceAlone, .. Deployment],
        PolicyKind.Grant => Grant,
        PolicyKind.IdentityProvider or PolicyKind.Environment or PolicyKind.Role or PolicyKind.Test => [],
    };
}
