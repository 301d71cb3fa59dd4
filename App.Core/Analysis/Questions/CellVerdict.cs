namespace AccessConsole.Core.Analysis.Questions;

/// <summary>What a rule is good for to the callers of one cell. Together, those of all cells.</summary>
[Flags]
internal enum CellVerdict
{
    None = 0,

    /// <summary>Removing it would change a decision.</summary>
    Needed = 1,

    /// <summary>Other rules of its effect say all that it says.</summary>
    Covered = 2,

    /// <summary>All that it allows is denied.</summary>
    Denied = 4,

    /// <summary>It denies what nothing allows.</summary>
    Guard = 8,

    /// <summary>The deployment leaves these callers alone: an allow changes nothing.</summary>
    Idle = 16,

    /// <summary>Some of what it allows is denied, not all.</summary>
    PartlyDenied = 32,

    /// <summary>It has expired.</summary>
    Ended = 64,
}
