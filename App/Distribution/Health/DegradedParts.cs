using System.Collections.Concurrent;

namespace AccessConsole.Distribution.Health;

/// <summary>What of this replica does not work although it serves; shown by <c>/readyz</c>.</summary>
public sealed class DegradedParts(TimeProvider clock)
{
    public const string Database = "database";
    public const string BundleCache = "bundle cache";
    public const string TokenCache = "token cache";
    public const string KeyList = "key list";
    public const string Signing = "signing";
    public const string Signer = "signer";
    public const string Signatures = "signatures";
    public const string Boundaries = "boundaries";
    public const string Schedules = "schedules";
    public const string IssuerKeys = "issuer keys";
    public const string Rollouts = "staged rollouts";
    public const string AuditLog = "audit log";
    public const string Decisions = "decision log";

    private readonly ConcurrentDictionary<string, (string Reason, DateTimeOffset Since)> parts = new(StringComparer.Ordinal);

    /// <summary>Part and reason, in ordinal order of parts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> List() => [.. parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => KeyValuePair.Create(part.Key, part.Value.Reason))];

    /// <summary>Since when the part does not work; null while it does.</summary>
    public DateTimeOffset? Since(string part) => parts.TryGetValue(part, out var found) ? found.Since : null;

    /// <param name="reason">A sentence for the operator: lower-case, no final stop, no secrets.</param>
    /// <returns>Whether the part worked until now.</returns>
    public bool Report(string part, string reason)
    {
        var worked = !parts.ContainsKey(part);
        var now = clock.GetUtcNow();
        parts.AddOrUpdate(part, (reason, now), (_, former) => (reason, former.Since));
        return worked;
    }

    /// <returns>Whether the part was degraded until now.</returns>
    public bool Clear(string part) => parts.TryRemove(part, out _);
}
