using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Rollouts;

/// <summary>How soon publishes are to be in force in each environment: set by its admins, the same for page and API.</summary>
public sealed class RolloutGoals(IRolloutStore store, LivePolicy live, TimeProvider clock)
{
    /// <summary>Why somebody may not set the goal of the environment; null where they may.</summary>
    public static string? Objection(ConsoleUser user, string environment) =>
        user.Has(ConsoleRole.Admin, new Place(environment, null)) ? null : $"setting the goal of `{environment}` needs the admin role in all of it";

    /// <summary>The goal of every environment of the policy, by name.</summary>
    public async Task<IReadOnlyList<RolloutGoal>> ListAsync(CancellationToken cancellationToken)
    {
        var set = (await store.ListGoalsAsync(cancellationToken)).ToDictionary(g => g.Environment, StringComparer.Ordinal);
        return [.. live.Current.Policy.Environments.Keys.Order(StringComparer.Ordinal).Select(e => set.GetValueOrDefault(e) ?? RolloutGoal.Default(e))];
    }

    public async Task<GoalResult> SetAsync(ConsoleUser user, string environment, int? percent, int? seconds, CancellationToken cancellationToken)
    {
        if (!live.Current.Policy.Environments.ContainsKey(environment))
            return new GoalResult(null, null, []);
        if (Objection(user, environment) is { } objection)
            return new GoalResult(null, objection, []);
        if (Problems(percent, seconds).ToArray() is { Length: > 0 } problems)
            return new GoalResult(null, null, problems);
        var goal = new RolloutGoal(environment, percent!.Value, TimeSpan.FromSeconds(seconds!.Value));
        await store.SetGoalAsync(goal, Event(user, goal), cancellationToken);
        return new GoalResult(goal, null, []);
    }

    private static IEnumerable<Diagnostic> Problems(int? percent, int? seconds)
    {
        if (percent is not (>= 1 and <= 100))
            yield return Error("/percent", "give a whole number from 1 to 100: how many of the enforcement points are to run it");
        if (seconds is not (>= 1 and <= RolloutGoal.LongestSeconds))
            yield return Error("/withinSeconds", $"give a whole number of seconds from 1 to {RolloutGoal.LongestSeconds}");
    }

    private static Diagnostic Error(string pointer, string message) => new("goal.invalid", Severity.Error, message, pointer);

    private AuditEvent Event(ConsoleUser user, RolloutGoal goal) => new(
        clock.GetUtcNow(), user.Actor, AuditActions.RolloutGoalSet, $"environment/{goal.Environment}",
        new Dictionary<string, string?>
        {
            ["percent"] = goal.Percent.ToString(CultureInfo.InvariantCulture),
            ["withinSeconds"] = ((int)goal.Within.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        });
}

/// <summary>The goal as it is set, or why it is not: a refusal, problems of what was asked, or neither where there is no such environment.</summary>
public sealed record GoalResult(RolloutGoal? Goal, string? Refusal, IReadOnlyList<Diagnostic> Problems);
