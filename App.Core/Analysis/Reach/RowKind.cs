namespace AccessConsole.Core.Analysis.Reach;

/// <summary>What a row of access rests on.</summary>
public enum RowKind
{
    /// <summary>Nothing enforces at the deployment: everybody passes.</summary>
    Unenforced,

    /// <summary>Isolation leaves callers outside CI alone.</summary>
    LeftAlone,

    /// <summary>A rule for anyone.</summary>
    Anyone,

    /// <summary>A rule that names the principal.</summary>
    Rule,
}
