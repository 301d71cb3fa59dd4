namespace AccessConsole.Core.Import;

/// <summary>What an import makes of one object.</summary>
public enum ImportVerdict
{
    Added,
    Changed,
    Unchanged,

    /// <summary>It cannot be put in by its name, since what it is stands under another one.</summary>
    Conflicting,
    Removed,
}
