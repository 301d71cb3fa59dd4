using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>How pages say what came of a publish.</summary>
public static class RolloutWords
{
    public static string Goal(RolloutGoal goal) => $"{Words.Measure(goal.Percent, "%")} within {Words.Measure((long)goal.Within.TotalSeconds, "s", "N0")}";

    public static string Outcome(Core.Ports.Rollout rollout) => rollout.Outcome switch
    {
        RolloutOutcome.Open => "open",
        RolloutOutcome.Met => "met",
        RolloutOutcome.Missed => "missed",
        RolloutOutcome.Nobody => "nobody concerned",
    };

    public static string Look(Core.Ports.Rollout rollout) => rollout.Outcome switch
    {
        RolloutOutcome.Open => "badge-warn",
        RolloutOutcome.Met => "badge-good",
        RolloutOutcome.Missed => "badge-bad",
        RolloutOutcome.Nobody => "",
    };

    /// <summary>Such as <c>1.4 s</c> or <c>3 min</c>; a dash where it has not come to that.</summary>
    public static string Span(TimeSpan? span) => span switch
    {
        null => "–",
        { TotalSeconds: < 60 } => Words.Measure(span.Value.TotalSeconds, "s", "0.0"),
        _ => Words.Span(span.Value),
    };
}
