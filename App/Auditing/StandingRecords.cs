using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Signing;

namespace AccessConsole.Auditing;

/// <summary>
/// Records what bears on access and comes from outside the database, where it is another than was last recorded: the configuration, and the list of signing keys. Of several replicas
/// that find the same one records it; of replicas that are configured differently each does as it starts.
/// </summary>
internal sealed class StandingRecords(EffectiveSettings settings, SigningKeyRing keys, IAuditLog audit, TimeProvider clock)
{
    /// <summary>What the configuration's events are about.</summary>
    public const string Configuration = "configuration";

    /// <summary>What the events of the key list are about.</summary>
    public const string KeyList = "signing-keys";

    // What this replica found recorded: while it stays so, nobody is asked.
    private string? knownSettings;
    private long? knownKeys;

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await LookAtSettingsAsync(cancellationToken);
        await LookAtKeysAsync(cancellationToken);
    }

    private async Task LookAtSettingsAsync(CancellationToken cancellationToken)
    {
        var now = settings.Read();
        var text = SettingsChange.Print(now);
        if (text == knownSettings)
            return;
        await audit.AppendAfterAsync(
            AuditActions.ConfigurationChanged, Configuration,
            last => SettingsChange.Details(last?.Details.GetValueOrDefault(SettingsChange.All), now) is { } details ? Event(AuditActions.ConfigurationChanged, Configuration, details) : null,
            cancellationToken);
        knownSettings = text;
    }

    private async Task LookAtKeysAsync(CancellationToken cancellationToken)
    {
        var list = keys.KeyList;
        if (list.Version == knownKeys)
            return;
        await audit.AppendAfterAsync(
            AuditActions.SigningKeysChanged, KeyList, last => KeyListChange.Details(last, list) is { } details ? Event(AuditActions.SigningKeysChanged, KeyList, details) : null, cancellationToken);
        knownKeys = list.Version;
    }

    private AuditEvent Event(string action, string subject, Dictionary<string, string?> details) => new(clock.GetUtcNow(), Actor.System, action, subject, details);
}
