namespace AccessConsole.Core.Ports;

/// <summary>What is asked for; null leaves a part open.</summary>
/// <param name="Since">From this instant on.</param>
/// <param name="Until">Before this instant.</param>
/// <param name="Point">The enforcement point's name.</param>
/// <param name="Build">A build's id, or <c>organization/pipeline#number</c>.</param>
/// <param name="Job">A job's id.</param>
/// <param name="Traces">Any of these.</param>
/// <param name="Scopes">Only what one of these covers; null stands for all.</param>
public sealed record DecisionFilter(
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    string? Environment = null,
    string? Service = null,
    string? Principal = null,
    string? Reason = null,
    string? Grant = null,
    string? Effect = null,
    string? Mode = null,
    string? Point = null,
    string? Trace = null,
    string? Build = null,
    string? Job = null,
    IReadOnlyCollection<string>? Traces = null,
    IReadOnlyCollection<DecisionScope>? Scopes = null)
{
    /// <summary>Whether a list by this filter has the decision; the same answer as the store's.</summary>
    public bool Takes(LoggedDecision decision) =>
        (Since is null || decision.At >= Since) && (Until is null || decision.At < Until)
        && Fits(Environment, decision.Environment) && Fits(Service, decision.Service) && Fits(Principal, decision.Principal)
        && Fits(Reason, decision.Reason) && Fits(Grant, decision.Grant) && Fits(Effect, decision.Effect) && Fits(Mode, decision.Mode)
        && Fits(Point, decision.Point) && Fits(Trace, decision.Trace) && (Traces is null || (decision.Trace is { } trace && Traces.Contains(trace))) && Fits(Build, decision.Build) && Fits(Job, decision.Job)
        && (Scopes is null || Scopes.Any(scope => scope.Covers(decision)));

    private static bool Fits(string? wanted, string? found) => wanted is null || wanted == found;
}
