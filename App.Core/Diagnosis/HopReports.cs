using AccessConsole.Core.Model;

namespace AccessConsole.Core.Diagnosis;

/// <summary>What the engines of one hop reported of themselves.</summary>
/// <param name="Position">From 1.</param>
public sealed record HopReports(int Position, Target Engine, ValueList<HopReport> Engines);

/// <param name="Wanted">The revision at which its bundle last changed; null where none is published for it.</param>
/// <param name="Error">Why the newest bundle is not what runs; null while it is.</param>
/// <param name="IsStale">Whether it has been silent for too long to be believed.</param>
public sealed record HopReport(string Name, int? Revision, int? Wanted, DateTimeOffset? ActiveSince, DateTimeOffset LastSeen, string? Error, bool IsStale);
