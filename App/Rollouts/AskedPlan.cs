using AccessConsole.Core.Changes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Rollouts;

/// <summary>A plan as somebody wrote it: held against its limits, with all that is wrong at once.</summary>
/// <param name="Stages">In order; the rest comes after them by itself.</param>
/// <param name="Health">What halts a rollout; of what is left out, the usual is taken.</param>
/// <param name="Environment">The address's, as a plan that was read has it, or left out.</param>
public sealed record AskedPlan(IReadOnlyList<AskedStage?>? Stages, AskedHealth? Health, string? Environment = null)
{
    private const int MaxName = 63;
    private const int MaxLabels = 16;
    private const int MaxLabel = 255;
    private const int MostPoints = 20_000;
    private const int MostDecisions = 1_000_000;

    private static readonly IReadOnlyDictionary<string, StageAdvance> Advances = new Dictionary<string, StageAdvance>(StringComparer.Ordinal)
    {
        ["byHand"] = StageAdvance.ByHand,
        ["byTime"] = StageAdvance.ByTime,
        ["onHealth"] = StageAdvance.OnHealth,
    };

    /// <summary>How an advance is written.</summary>
    public static string NameOf(StageAdvance advance) => Advances.Single(known => known.Value == advance).Key;

    internal IEnumerable<Diagnostic> Problems()
    {
        if (Stages is not { Count: >= 1 and <= RolloutPlan.MaxStages })
            yield return Error("/stages", $"give 1 to {RolloutPlan.MaxStages} stages, the first one first; the rest comes last by itself");
        for (var i = 0; i < Math.Min(Stages?.Count ?? 0, RolloutPlan.MaxStages); i++)
        {
            foreach (var problem in Problems(Stages![i], i))
                yield return problem;
        }

        foreach (var problem in HealthProblems(Health ?? new AskedHealth(null, null, null, null)))
            yield return problem;
    }

    /// <summary>What was asked, once <see cref="Problems()"/> finds none.</summary>
    internal RolloutPlan Made(string environment) => new(
        environment,
        Stages!.Select(stage => new RolloutStage(stage!.Name!, new ValueMap(stage.Labels!), Advances[stage.Advance ?? "byHand"], stage.AfterSeconds)).ToValueList(),
        new RolloutHealth(
            Health?.FailingPoints ?? RolloutHealth.Default.FailingPoints, Health?.MinDecisions ?? RolloutHealth.Default.MinDecisions,
            Health?.DenialRisePercent ?? RolloutHealth.Default.DenialRisePercent, Health?.TakesBack ?? RolloutHealth.Default.TakesBack));

    private IEnumerable<Diagnostic> Problems(AskedStage? stage, int index)
    {
        var at = $"/stages/{index}";
        if (!IsName(stage?.Name))
            yield return Error($"{at}/name", $"give a name of lower-case letters, digits and `-`, at most {MaxName} characters, other than `{RolloutPlan.Rest}`");
        else if (Stages!.Take(index).Any(former => former?.Name == stage!.Name))
            yield return Error($"{at}/name", $"`{stage!.Name}` is an earlier stage's name: give each its own");
        if (stage?.Labels is not { Count: >= 1 and <= MaxLabels } labels || labels.Any(l => l.Key.Length is 0 or > MaxLabel || l.Value is null or { Length: > MaxLabel } || CommentText.LineProblem(l.Key + l.Value, "label") is not null))
            yield return Error($"{at}/labels", $"give 1 to {MaxLabels} labels that the tokens of this stage carry, each with a value and without control or direction characters: a stage without any would be everybody");
        if (stage?.Advance is { } advance && !Advances.ContainsKey(advance))
            yield return Error($"{at}/advance", $"`{advance}` is none of {string.Join(", ", Advances.Keys.Select(name => $"`{name}`"))}");
        var isTimed = stage?.Advance is "byTime" or "onHealth";
        if (isTimed && stage!.AfterSeconds is not (>= 1 and <= RolloutStage.LongestSeconds))
            yield return Error($"{at}/afterSeconds", $"give a whole number of seconds from 1 to {RolloutStage.LongestSeconds}: how long the stage lasts at least");
        else if (!isTimed && stage?.AfterSeconds is not null)
            yield return Error($"{at}/afterSeconds", "a stage that goes on by hand has no time: leave it out");
    }

    private static IEnumerable<Diagnostic> HealthProblems(AskedHealth health)
    {
        if (health.FailingPoints is not (null or (>= 0 and <= MostPoints)))
            yield return Error("/health/failingPoints", $"give a whole number from 0 to {MostPoints}: how many enforcement points may report an error");
        if (health.MinDecisions is not (null or (>= 0 and <= MostDecisions)))
            yield return Error("/health/minDecisions", $"give a whole number from 0 to {MostDecisions}: from how many decisions on denials are judged; 0 judges none");
        if (health.DenialRisePercent is not (null or (>= 0 and <= 100)))
            yield return Error("/health/denialRisePercent", "give a whole number from 0 to 100: by how many percentage points the share of denials may rise");
    }

    private static bool IsName(string? name) =>
        name is { Length: >= 1 and <= MaxName } && name != RolloutPlan.Rest && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') && name[0] != '-' && name[^1] != '-';

    private static Diagnostic Error(string pointer, string message) => new("plan.invalid", Severity.Error, message, pointer);
}

/// <summary>A stage as somebody wrote it.</summary>
/// <param name="Name">Of lower-case letters, digits and <c>-</c>.</param>
/// <param name="Labels">Whose turn it is: tokens that carry all of these.</param>
/// <param name="Advance"><c>byHand</c> (where it is left out), <c>byTime</c> or <c>onHealth</c>: how it goes on to the stage after this one.</param>
/// <param name="AfterSeconds">1 to 86400, unless it goes on by hand.</param>
public sealed record AskedStage(string? Name, IReadOnlyDictionary<string, string>? Labels, string? Advance, int? AfterSeconds);

/// <summary>What is to halt a rollout on its own.</summary>
/// <param name="FailingPoints">So many enforcement points may report an error; one more halts the rollout. 0 where it is left out.</param>
/// <param name="MinDecisions">Denials are judged from so many decisions on; 0 judges none. 100 where it is left out.</param>
/// <param name="DenialRisePercent">By so many percentage points the share of denials may rise; more halts the rollout. 5 where it is left out.</param>
/// <param name="TakesBack">Whether a rollout that these halt is taken back at once, where that lets nobody in. False where it is left out.</param>
public sealed record AskedHealth(int? FailingPoints, int? MinDecisions, int? DenialRisePercent, bool? TakesBack = null);
