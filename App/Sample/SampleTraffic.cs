namespace AccessConsole.Sample;

/// <summary>Builds as the sample organisation has them every day, with what their jobs call: mostly what is granted, and some of what is not.</summary>
internal static class SampleTraffic
{
    private const string Production = "production";
    private const string Staging = "staging";
    private const string Development = "development";

    public static IReadOnlyList<SampleBuild> Builds { get; } =
    [
        new("payments-deploy", Every(5), "main", Tag: null, "webhook", Queue: null,
            [new(Staging, "payments-api", "POST", "/admin/migrations/42"), new(Production, "deploy-gate", "POST", "/v1/deployments/payments-api"), new(Production, "payments-api", "POST", "/admin/migrations/42"), new(Production, "payments-api", "GET", "/admin/migrations/42")]),
        new("payments-deploy", Every(17), "feature/faster-refunds", Tag: null, "webhook", Queue: null,
            [new(Staging, "payments-api", "POST", "/admin/migrations/43"), new(Production, "payments-api", "POST", "/admin/migrations/43")]),
        new("ledger-deploy", Every(23), "v2.4.0", "v2.4.0", "webhook", Queue: null,
            [new(Staging, "ledger", "GET", "/v1/entries"), new(Production, "ledger", "POST", "/v1/entries"), new(Production, "ledger", "POST", "/v1/batches/opening"), new(Production, "deploy-gate", "POST", "/v1/deployments/ledger")]),
        new("images-build", Every(3), "main", Tag: null, "webhook", Queue: null,
            [new(Staging, "artifacts", "PUT", "/v2/base/manifests/latest"), new(Production, "artifacts", "HEAD", "/v2/base/manifests/latest"), new(Production, "artifacts", "PUT", "/v2/base/manifests/latest")]),
        new("payments-build", Every(2), "main", Tag: null, "webhook", Queue: null,
            [new(Development, "artifacts", "PUT", "/v2/payments/blobs/sha256"), new(Development, "artifacts", "PUT", "/v2/payments/manifests/main")]),
        new("storefront-deploy", Every(4), "main", Tag: null, "webhook", Queue: null,
            [new(Staging, "deploy-gate", "POST", "/v1/deployments/storefront"), new(Production, "deploy-gate", "POST", "/v1/deployments/storefront"), new(Production, "catalog", "POST", "/admin/cache/flush"), new(Production, "payments-api", "GET", "/admin/migrations/42")]),
        new("catalog-deploy", Every(11), "renovate/postgres", Tag: null, "webhook", Queue: null,
            [new(Staging, "catalog", "POST", "/admin/cache/flush"), new(Production, "catalog", "POST", "/admin/cache/flush")]),
        new("search-reindex", Every(6), "main", Tag: null, "schedule", Queue: null,
            [new(Production, "catalog", "GET", "/v1/products/all"), new(Production, "search", "PUT", "/v1/index/products"), new(Production, "search", "POST", "/v1/index/products/swap")]),
        new("warehouse-sync", Every(1), "main", Tag: null, "schedule", Queue: null,
            [new(Production, "warehouse", "GET", "/v1/stock"), new(Production, "shipping", "POST", "/v1/orders/8841/status")]),
        new("reports-nightly", Every(24), "main", Tag: null, "schedule", Queue: null,
            [new(Production, "metrics", "GET", "/v1/series/orders"), new(Production, "reports", "POST", "/v1/runs/daily"), new(Production, "catalog", "POST", "/admin/cache/flush")]),
        new("dns-apply", Every(13), "main", Tag: null, "webhook", Queue: null,
            [new(Staging, "dns-admin", "GET", "/zones/acme.example/records"), new(Production, "dns-admin", "POST", "/zones/acme.example/records")]),
        new("terraform-apply", Every(9), "main", Tag: null, "ui", "infra",
            [new(Staging, "secrets-broker", "POST", "/v1/exchange"), new(Production, "secrets-broker", "POST", "/v1/exchange")]),
        new("terraform-apply", Every(29), "main", Tag: null, "ui", "default",
            [new(Production, "secrets-broker", "POST", "/v1/exchange")]),
        new("ios-release", Every(31), "v8.1.0", "v8.1.0", "ui", Queue: null,
            [new(Production, "push", "POST", "/v1/releases")]),
        new("smoke-tests", Every(1), "main", Tag: null, "schedule", Queue: null,
            [new(Staging, "cart", "GET", "/version"), new(Production, "cart", "GET", "/version"), new(Production, "payments-api", "GET", "/smoke/pay"), new(Production, "payments-api", "GET", "/smoke/%2e%2e/admin")]),
    ];

    private static TimeSpan Every(int hours) => TimeSpan.FromHours(hours);
}

/// <param name="Every">How long after one of its builds the next one begins.</param>
internal sealed record SampleBuild(string Pipeline, TimeSpan Every, string Branch, string? Tag, string Source, string? Queue, IReadOnlyList<SampleCall> Calls);

internal sealed record SampleCall(string Environment, string Service, string Method, string Path);
