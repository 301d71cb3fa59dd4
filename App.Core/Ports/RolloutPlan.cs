using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>In which order a publish reaches the enforcement points of an environment where it is asked to go in stages. A setting of the console and no policy: it says when, never what.</summary>
/// <param name="Stages">In order; who is in none of them is the rest, which comes last.</param>
public sealed record RolloutPlan(string Environment, ValueList<RolloutStage> Stages, RolloutHealth Health)
{
    public const int MaxStages = 5;

    /// <summary>The name of the last stage, which every plan has and none lists.</summary>
    public const string Rest = "rest";

    /// <summary>All stages in order, as a bundle's manifest names them.</summary>
    public ValueList<string> StageNames => [.. Stages.Select(stage => stage.Name), Rest];
}

/// <param name="Labels">Whose turn it is: tokens that carry all of these labels. What a report says of itself counts for nothing.</param>
/// <param name="Advance">How it goes on to the stage after this one.</param>
/// <param name="AfterSeconds">How long the stage lasts at least; null where it goes on by hand.</param>
public sealed record RolloutStage(string Name, ValueMap Labels, StageAdvance Advance, int? AfterSeconds)
{
    /// <summary>A rollout ends within two days, so a stage lasts no longer than one.</summary>
    public const int LongestSeconds = 86_400;
}

/// <summary>Persisted by name: do not rename.</summary>
public enum StageAdvance
{
    /// <summary>Waits for an admin.</summary>
    ByHand,

    /// <summary>Goes on once the stage's time is over.</summary>
    ByTime,

    /// <summary>Goes on once the stage's time is over, if nothing speaks against it by then.</summary>
    OnHealth,
}

/// <summary>What halts a rollout at any of its stages.</summary>
/// <param name="FailingPoints">So many enforcement points may report that they cannot put the bundle in force; one more halts it.</param>
/// <param name="MinDecisions">Denials are judged from so many decisions on, of the hour before and since; at 0 they are not, for engines that tell none.</param>
/// <param name="DenialRisePercent">By so many percentage points the share of denials may rise over that of the hour before; more halts it.</param>
/// <param name="TakesBack">Whether what is halted by these is taken back at once, where that lets nobody in; else it waits for a person.</param>
public sealed record RolloutHealth(int FailingPoints, int MinDecisions, int DenialRisePercent, bool TakesBack = false)
{
    /// <summary>What holds where a plan does not say otherwise.</summary>
    public static readonly RolloutHealth Default = new(0, 100, 5);
}
