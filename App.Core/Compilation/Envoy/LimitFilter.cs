using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// The filter that counts what the rules let pass (<c>envoy.filters.http.local_ratelimit</c>), as a deployment's own form of it. Which bucket a request is
/// counted in, the rules filter leaves in its metadata: its shadow tree is that, and decides nothing.
/// </summary>
internal static class LimitFilter
{
    /// <summary>The filter's name in the chain of the listener, after the rules.</summary>
    public const string Name = "access.limit";

    /// <summary>What the rules filter puts before the keys under which it leaves the bucket.</summary>
    public const string MetadataPrefix = "access_limit_";

    private const string DescriptorKey = "bucket";

    /// <summary>More than anybody asks in a second: what no bucket counts must be counted somewhere.</summary>
    private const uint Unbounded = uint.MaxValue;

    public static bool IsNeeded(DeploymentPolicy deployment) =>
        deployment.Deployment.Mode == Mode.Enforce && deployment.Rules.Any(r => r is { Effect: Effect.Allow, Grant.RateLimit: not null });

    public static JsonObject Of(ImmutableArray<Bucket> buckets) => Extension.Typed(
        "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
        new JsonObject
        {
            ["stat_prefix"] = "access",
            ["status"] = new JsonObject { ["code"] = "TooManyRequests" },
            ["token_bucket"] = TokenBucket(Unbounded, Unbounded, "1s"),
            ["always_consume_default_token_bucket"] = false,
            ["filter_enabled"] = Always(),
            ["filter_enforced"] = Always(),
            ["rate_limited_as_resource_exhausted"] = true,
            ["response_headers_to_add"] = new JsonArray(new JsonObject
            {
                ["header"] = new JsonObject { ["key"] = "x-access-reason", ["value"] = "rate_limited" },
                ["append_action"] = "OVERWRITE_IF_EXISTS_OR_ADD",
            }),
            ["descriptors"] = new JsonArray([.. buckets.Select(Descriptor)]),
        });

    /// <summary>How a request is described to the filter: by the name of its bucket.</summary>
    public static JsonObject Description => new()
    {
        ["actions"] = new JsonArray(new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["descriptor_key"] = DescriptorKey,
                ["metadata_key"] = new JsonObject
                {
                    ["key"] = RulesFilter.Type,
                    ["path"] = new JsonArray(new JsonObject { ["key"] = $"{MetadataPrefix}shadow_effective_policy_id" }),
                },
                ["source"] = "DYNAMIC",
            },
        }),
    };

    private static JsonObject Descriptor(Bucket bucket) => new()
    {
        ["entries"] = new JsonArray(new JsonObject { ["key"] = DescriptorKey, ["value"] = bucket.Name }),
        ["token_bucket"] = TokenBucket((uint)bucket.Limit.Burst + 1, (uint)bucket.Limit.Requests, bucket.FillInterval),
    };

    private static JsonObject TokenBucket(uint most, uint filled, string interval) =>
        new() { ["max_tokens"] = most, ["tokens_per_fill"] = filled, ["fill_interval"] = interval };

    private static JsonObject Always() => new() { ["default_value"] = new JsonObject { ["numerator"] = 100, ["denominator"] = "HUNDRED" } };
}
