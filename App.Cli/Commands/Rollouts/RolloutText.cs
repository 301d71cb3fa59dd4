using System.Globalization;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Rollouts;

/// <summary>A publish on its way, in sentences.</summary>
internal static class RolloutText
{
    /// <param name="patience">How long was waited; zero for not at all.</param>
    public static string Of(RolloutAnswer rollout, int percent, int code, TimeSpan patience) => string.Join('\n',
    [
        $"revision {Number(rollout.Revision)} {Verdict(rollout, percent, code, patience)}: {rollout.Summary}",
        .. rollout.Staged.IsDefault ? [] : rollout.Staged.Select(staged => $"  {StagedRolloutText.Of(staged)}"),
        .. rollout.Environments.Select(Environment),
        .. rollout.Laggards.Select(Laggard),
    ]);

    private static string Verdict(RolloutAnswer rollout, int percent, int code, TimeSpan patience)
    {
        if (code == RolloutStatusCommand.TakenBack)
            return "was taken back before it had reached everybody";
        if (code != Output.Success)
            return (rollout.IsHeld ? "has not reached everybody" : code == RolloutStatusCommand.Failing ? "fails at some engines" : rollout.IsOpening ? "was published a moment ago" : "is on its way")
                + (patience > TimeSpan.Zero ? $" still, after {Number((int)patience.TotalSeconds)} s" : "");
        if (rollout.Environments.Sum(e => e.Concerned) == 0)
            return "changed the bundle of no enforcement point that reports";
        return percent == 100 ? "has arrived" : $"has arrived at {Number(percent)} % at least";
    }

    private static string Environment(RolloutEnvironment environment) =>
        $"  {environment.Environment}: {Number(environment.Activated)} of {Number(environment.Concerned)} run it ({Number(environment.Fetched)} fetched it, {Number(environment.Observed)} decided by it)"
        + (environment.P95Seconds is { } p95 ? string.Create(CultureInfo.InvariantCulture, $", 95 % after {p95:0.0} s") : "")
        + $"; the goal, {Number(environment.Percent)} % within {Number(environment.WithinSeconds)} s, is {Outcome(environment.Outcome)}"
        + (environment.Silent > 0 ? $"; {Number(environment.Silent)} had been silent before and do not count" : "");

    private static string Laggard(RolloutLaggard laggard) =>
        $"  {laggard.Name ?? "?"} ({laggard.Environment}/{laggard.Target}{(laggard.Service is null ? "" : $"/{laggard.Service}")}) runs {laggard.Running?.ToString(CultureInfo.InvariantCulture) ?? "none"}{(laggard.Error is null ? "" : $": {laggard.Error}")}";

    private static string Outcome(string outcome) => outcome switch
    {
        "open" => "open",
        "nobody" => "nobody's",
        _ => outcome,
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
