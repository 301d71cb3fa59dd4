using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>What an emergency revocation would take away: <c>POST /api/v1/emergencies/check</c>.</summary>
/// <param name="Refusal">Why this token cannot revoke it; null where it can.</param>
internal sealed record RevocationAnswer(
    string Grant, ImmutableArray<string> Lost, ImmutableArray<RevokedBundle> Bundles, ImmutableArray<RevokedPoint> Points, ImmutableArray<string> Unstopped, ImmutableArray<string> SuspendedTests,
    string? Refusal = null);

internal sealed record RevokedBundle(string Environment, string Target, string? Service = null);

internal sealed record RevokedPoint(string Name);
