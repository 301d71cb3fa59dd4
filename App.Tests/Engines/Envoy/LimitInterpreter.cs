using System.Globalization;
using System.Text.Json;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>
/// The local rate limit filter in its form for a virtual host, as its documentation says: requests are described by the host's <c>rate_limits</c>, counted by
/// the first descriptor that is the same entry for entry, and by the default bucket where none is. Buckets fill evenly and belong to the host.
/// </summary>
internal sealed class LimitInterpreter
{
    private readonly Dictionary<(string Host, string Bucket), (double Tokens, DateTimeOffset At)> buckets = [];

    /// <returns>The value by which the request was counted, null for the default bucket; and whether that refuses it.</returns>
    public (string? Bucket, bool Refuses) Count(JsonElement host, JsonElement limit, FilterState state)
    {
        if (!IsAlways(limit, "filter_enabled") || !IsAlways(limit, "filter_enforced"))
            return (null, false);
        var name = host.GetProperty("name").GetString()!;
        var description = host.GetProperty("rate_limits").EnumerateArray().Select(r => Described(r, state)).FirstOrDefault(d => d is not null);
        var descriptor = limit.GetProperty("descriptors").EnumerateArray().FirstOrDefault(d => description is not null && IsSame(d, description.Value));
        var isDefault = descriptor.ValueKind == JsonValueKind.Undefined;
        if (!isDefault && limit.GetProperty("always_consume_default_token_bucket").GetBoolean())
            throw new NotSupportedException("the default bucket is not counted beside another");
        var bucket = isDefault ? null : description!.Value.Value;
        return (bucket, !Take((name, bucket ?? ""), (isDefault ? limit : descriptor).GetProperty("token_bucket"), state.Request.Time));
    }

    private static bool IsAlways(JsonElement limit, string field) =>
        limit.TryGetProperty(field, out var fraction) && fraction.GetProperty("default_value").GetProperty("numerator").GetInt32() == 100
        && fraction.GetProperty("default_value").GetProperty("denominator").GetString() == "HUNDRED";

    /// <summary>One entry of metadata; where that is missing the request is not described.</summary>
    private static (string Key, string Value)? Described(JsonElement rateLimit, FilterState state)
    {
        var action = rateLimit.GetProperty("actions").EnumerateArray().Single().GetProperty("metadata");
        if (action.GetProperty("source").GetString() != "DYNAMIC")
            throw new NotSupportedException($"source of {action}");
        var from = action.GetProperty("metadata_key");
        var path = from.GetProperty("path").EnumerateArray().Single().GetProperty("key").GetString()!;
        return state.Metadata.TryGetValue(from.GetProperty("key").GetString()!, out var left) && left.TryGetValue(path, out var value)
            ? (action.GetProperty("descriptor_key").GetString()!, value.GetString()!)
            : null;
    }

    private static bool IsSame(JsonElement descriptor, (string Key, string Value) description)
    {
        var entry = descriptor.GetProperty("entries").EnumerateArray().Single();
        return entry.GetProperty("key").GetString() == description.Key && entry.GetProperty("value").GetString() == description.Value;
    }

    private bool Take((string, string) key, JsonElement bucket, DateTimeOffset now)
    {
        var most = bucket.GetProperty("max_tokens").GetUInt32();
        var interval = double.Parse(bucket.GetProperty("fill_interval").GetString()!.TrimEnd('s'), CultureInfo.InvariantCulture);
        var (tokens, at) = buckets.TryGetValue(key, out var known) ? known : (most, now);
        tokens = Math.Min(most, tokens + ((now - at).TotalSeconds * bucket.GetProperty("tokens_per_fill").GetUInt32() / interval));
        var taken = tokens >= 1;
        buckets[key] = (taken ? tokens - 1 : tokens, now);
        return taken;
    }
}
