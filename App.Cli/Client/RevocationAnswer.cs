using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>What an emergency revocation would take away: <c>POST /api/v1/emergencies/check</c>.</summary>
/// <param name="Refusal">Why this token cannot revoke it; null where it can.</param>
/// <param name="Completed">Staged rollouts that would end by it; null of a console that does not name them.</param>
internal sealed record RevocationAnswer(
    string Grant, ImmutableArray<string> Lost, ImmutableArray<RevokedBundle> Bundles, ImmutableArray<RevokedPoint> Points, ImmutableArray<string> Unstopped, ImmutableArray<string> SuspendedTests,
    string? Refusal = null, IReadOnlyList<CompletedRollout>? Completed = null);

/// <summary>What an emergency revocation did: <c>POST /api/v1/emergencies</c>.</summary>
/// <param name="Completed">Staged rollouts that ended by it; null of a console that does not name them.</param>
internal sealed record RevokedAnswer(int Revision, IReadOnlyList<CompletedRollout>? Completed = null);

/// <summary>A revision that an emergency takes to everybody in an environment, whichever stage it was at.</summary>
internal sealed record CompletedRollout(int Revision, string Environment);

internal sealed record RevokedBundle(string Environment, string Target, string? Service = null);

internal sealed record RevokedPoint(string Name);
