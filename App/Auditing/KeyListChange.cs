using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Auditing;

/// <summary>How a list of signing keys differs from the one that was last recorded.</summary>
internal static class KeyListChange
{
    private const string Version = "version";
    private const string Keys = "keys";

    /// <returns>The details of the event; null where nothing is to be recorded. A replica whose file is older than what was recorded has nothing to say.</returns>
    public static Dictionary<string, string?>? Details(AuditEvent? last, KeyList list)
    {
        if (last is not null && long.TryParse(last.Details.GetValueOrDefault(Version), CultureInfo.InvariantCulture, out var recorded) && recorded >= list.Version)
            return null;
        string[] before = last?.Details.GetValueOrDefault(Keys)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        string[] now = [.. list.Keys.Select(key => Shown(list, key.KeyId)).Order(StringComparer.Ordinal)];
        return new Dictionary<string, string?>
        {
            [Keys] = string.Join(' ', now),
            ["added"] = string.Join(' ', now.Except(before)),
            ["ended"] = string.Join(' ', before.Except(now)),
            [Version] = list.Version.ToString(CultureInfo.InvariantCulture),
            ["expires"] = list.Expires.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The id, and the environments whose own the key is.</summary>
    private static string Shown(KeyList list, string keyId) => list.Environments.TryGetValue(keyId, out var own) ? $"{keyId}@{string.Join(',', own)}" : keyId;
}
