using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>Whether somebody can ever reach something: from any branch, under any conditions, at any time from now on.</summary>
public sealed record ReachQuestion
{
    /// <summary>Whom it is asked of; anyone stands for a caller without credential.</summary>
    public required PrincipalSelector Principals { get; init; }

    public required Selector Services { get; init; }

    /// <summary>Null for all.</summary>
    public string? Environment { get; init; }

    public MethodSet Methods { get; init; } = MethodSet.All;

    /// <summary>The paths that are asked about; null for all, then spellings and methods count that no policy knows.</summary>
    public PathTemplate? Path { get; init; }

    /// <summary>Whether it asks about some requests only.</summary>
    internal bool IsNarrow => Path is not null || Methods != MethodSet.All;
}
