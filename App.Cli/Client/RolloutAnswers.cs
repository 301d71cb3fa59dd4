using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>How a publish arrives: <c>GET /api/v1/rollouts/current</c>.</summary>
internal sealed record RolloutAnswer(
    int Revision, string Summary, DateTimeOffset PublishedAt, string State, ImmutableArray<RolloutEnvironment> Environments, ImmutableArray<RolloutLaggard> Laggards)
{
    public bool IsOpening => State == "opening";
}

internal sealed record RolloutEnvironment(
    string Environment, int Percent, int WithinSeconds, int Concerned, int Silent, int Fetched, int Activated, int Observed, int Failing, string Outcome, double? P95Seconds = null)
{
    /// <summary>Whether so many in a hundred run it.</summary>
    public bool HasArrived(int percent) => (long)Activated * 100 >= (long)Concerned * percent;
}

internal sealed record RolloutLaggard(string Environment, string Target, string? Name = null, string? Service = null, string? Error = null, int? Running = null);
