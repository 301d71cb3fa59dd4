using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>What the console decided: <c>POST /api/v1/decisions</c>.</summary>
internal sealed record DecisionAnswers(int Revision, ImmutableArray<DecisionAnswer> Decisions);

/// <param name="Near">The nearest grants, for a denial.</param>
internal sealed record DecisionAnswer(
    string Effect, string Reason, string? Grant = null, string? Detail = null, string? Mode = null, ImmutableArray<NearAnswer>? Near = null);

/// <param name="Failed">The first condition that failed.</param>
internal sealed record NearAnswer(string Grant, string Failed, string Detail);
