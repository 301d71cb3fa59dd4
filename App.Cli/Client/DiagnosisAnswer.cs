using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>What the console found out about a call: <c>POST /api/v1/diagnose</c>.</summary>
/// <param name="Environment">Null where no deployment was found.</param>
internal sealed record DiagnosisAnswer(
    int Revision, DateTimeOffset At, string? Environment, string? Service, ImmutableArray<string> Hosts, DecisionAnswer? Decision, ImmutableArray<CheckAnswer> Checks,
    ImmutableArray<PublishedBundleAnswer> Bundles);

/// <param name="Result"><c>passed</c>, <c>failed</c> or <c>untold</c>.</param>
internal sealed record CheckAnswer(string Code, string Result, string Finding, string? Mend);

/// <param name="Service">Null for the environment's bundle.</param>
internal sealed record PublishedBundleAnswer(string Target, string? Service, int Revision);
