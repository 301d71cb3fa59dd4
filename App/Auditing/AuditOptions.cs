namespace AccessConsole.Auditing;

/// <summary>Section <c>Audit</c>: how the audit log is signed. Development makes a key of its own; elsewhere one is made with <c>accessctl keys new</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>PEM of the private key that signs checkpoints; the same on all replicas, and no key of bundles. Empty: none are signed.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The log's name in checkpoints, such as <c>access.acme.example/audit</c>; it never changes.</summary>
    public string Origin { get; set; } = "";
}
