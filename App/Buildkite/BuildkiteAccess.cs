namespace AccessConsole.Buildkite;

/// <summary>Where an organization is asked about, and by which token.</summary>
public sealed record BuildkiteAccess(Uri Address, string Organization, string Token)
{
    /// <summary>Takes out of a text what must not be shown.</summary>
    public string Redact(string text) => text.Replace(Token, "…", StringComparison.Ordinal);

    public override string ToString() => $"{Organization} at {Address}";
}
