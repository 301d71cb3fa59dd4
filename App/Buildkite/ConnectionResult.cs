using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;

namespace AccessConsole.Buildkite;

/// <summary>What an act on a connection came to.</summary>
/// <param name="Connection">As it stands after the act; null where the act was not done.</param>
/// <param name="Problems">What is wrong with the request.</param>
/// <param name="Refusal">Why this person may not do it.</param>
public sealed record ConnectionResult(BuildkiteConnection? Connection, IReadOnlyList<Diagnostic> Problems, string? Refusal)
{
    /// <summary>There is no such connection.</summary>
    public static readonly ConnectionResult NotFound = new(null, [], null);

    public bool IsNotFound => Connection is null && Problems.Count == 0 && Refusal is null;

    public static ConnectionResult Done(BuildkiteConnection connection) => new(connection, [], null);

    public static ConnectionResult Wrong(params Diagnostic[] problems) => new(null, problems, null);

    public static ConnectionResult Refused(string refusal) => new(null, [], refusal);
}
