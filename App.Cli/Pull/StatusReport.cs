using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Pull;

/// <summary>What the puller says of itself, in the shape of OPA's Status API. A <c>code</c> means: what should be in force is not.</summary>
internal sealed record StatusReport
{
    private const string BundleName = "access";

    /// <summary>Of this run of the puller.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required ImmutableDictionary<string, string> Labels { get; init; }

    public int? ActiveRevision { get; init; }

    public DateTimeOffset? ActiveSince { get; init; }

    public DateTimeOffset? LastRequest { get; init; }

    public DateTimeOffset? LastSuccessfulRequest { get; init; }

    public PullException? Error { get; init; }

    /// <summary>The service whose slice is pulled; null for the whole environment's bundle. A token may read both.</summary>
    public string? Slice { get; init; }

    /// <summary>Of the archive in force; null where none is.</summary>
    public string? Digest { get; init; }

    /// <summary>When the engine was last found to run something else than was applied, and put right; null where it never was.</summary>
    public DateTimeOffset? RepairedAt { get; init; }

    public byte[] Write()
    {
        var labels = new JsonObject([.. Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))])
        {
            ["id"] = Id,
            ["name"] = Name,
            ["puller"] = "accessctl",
        };
        if (Slice is not null)
            labels["slice"] = Slice;
        if (Digest is not null)
            labels["digest"] = Digest;
        if (RepairedAt is not null)
            labels["repaired"] = Instant(RepairedAt);
        return Encoding.UTF8.GetBytes(new JsonObject { ["labels"] = labels, ["bundles"] = new JsonObject { [BundleName] = Bundle() } }.ToJsonString());
    }

    private JsonObject Bundle()
    {
        var bundle = new JsonObject
        {
            ["name"] = BundleName,
            ["type"] = "snapshot",
            ["active_revision"] = ActiveRevision?.ToString(CultureInfo.InvariantCulture) ?? "",
            ["last_request"] = Instant(LastRequest),
            ["last_successful_request"] = Instant(LastSuccessfulRequest),
            ["last_successful_activation"] = Instant(ActiveSince),
        };
        if (Error is null)
            return bundle;
        bundle["code"] = Error.Code;
        bundle["message"] = Error.Message;
        if (Error.HttpStatus is { } status)
            bundle["http_code"] = status;
        return bundle;
    }

    /// <summary>"Never" is Go's zero time.</summary>
    private static string Instant(DateTimeOffset? instant) =>
        (instant ?? DateTimeOffset.MinValue).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
