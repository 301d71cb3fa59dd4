using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Rollouts;

/// <summary>In which stages publishes go to each environment, where they are asked to: set by its admins, the same for page and API.</summary>
public sealed class RolloutPlans(IStagedRolloutStore store, LivePolicy live, TimeProvider clock)
{
    /// <summary>Why somebody may not set the plan of the environment; null where they may.</summary>
    public static string? Objection(ConsoleUser user, string environment) =>
        user.Has(ConsoleRole.Admin, new Place(environment, null)) ? null : $"the stages of `{environment}` are set by those who have the admin role in all of it";

    /// <summary>The plans of environments of the policy, by name; environments without one publish to everybody at once.</summary>
    public async Task<IReadOnlyList<RolloutPlan>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListPlansAsync(cancellationToken)).Where(plan => live.Current.Policy.Environments.ContainsKey(plan.Environment)).OrderBy(plan => plan.Environment, StringComparer.Ordinal)];

    /// <returns>Null where the environment has none.</returns>
    public async Task<RolloutPlan?> FindAsync(string environment, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(plan => plan.Environment == environment);

    public async Task<PlanResult> SetAsync(ConsoleUser user, string environment, AskedPlan asked, CancellationToken cancellationToken)
    {
        if (!live.Current.Policy.Environments.ContainsKey(environment))
            return new PlanResult(null, null, []);
        if (Objection(user, environment) is { } objection)
            return new PlanResult(null, objection, []);
        if (asked.Problems().ToArray() is { Length: > 0 } problems)
            return new PlanResult(null, null, problems);
        var plan = asked.Made(environment);
        await store.SetPlanAsync(plan, Event(user, AuditActions.RolloutPlanSet, environment, Details(plan)), cancellationToken);
        return new PlanResult(plan, null, []);
    }

    /// <returns>Why not: a refusal, or the empty string where there is no such plan; null once it is removed.</returns>
    public async Task<string?> RemoveAsync(ConsoleUser user, string environment, CancellationToken cancellationToken)
    {
        // Of an environment that left the policy the plan may still be removed.
        if (Objection(user, environment) is { } objection)
            return objection;
        return await store.RemovePlanAsync(environment, Event(user, AuditActions.RolloutPlanRemoved, environment, new Dictionary<string, string?>()), cancellationToken) ? null : "";
    }

    private AuditEvent Event(ConsoleUser user, string action, string environment, IReadOnlyDictionary<string, string?> details) =>
        new(clock.GetUtcNow(), user.Actor, action, $"environment/{environment}", details);

    private static Dictionary<string, string?> Details(RolloutPlan plan) => new()
    {
        ["stages"] = string.Join("; ", plan.Stages.Select(Text).Append(RolloutPlan.Rest)),
        ["failingPoints"] = Text(plan.Health.FailingPoints),
        ["minDecisions"] = Text(plan.Health.MinDecisions),
        ["denialRisePercent"] = Text(plan.Health.DenialRisePercent),
        ["takesBack"] = plan.Health.TakesBack ? "true" : "false",
    };

    private static string Text(RolloutStage stage) =>
        $"{stage.Name} ({string.Join(", ", stage.Labels.Select(label => $"{label.Key}={label.Value}"))}; {stage.Advance switch
        {
            StageAdvance.ByHand => "on by hand",
            StageAdvance.ByTime => $"on after {Text(stage.AfterSeconds!.Value)} s",
            StageAdvance.OnHealth => $"on if healthy after {Text(stage.AfterSeconds!.Value)} s",
        }})";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The plan as it is set, or why it is not: a refusal, problems of what was asked, or neither where there is no such environment.</summary>
public sealed record PlanResult(RolloutPlan? Plan, string? Refusal, IReadOnlyList<Diagnostic> Problems);
