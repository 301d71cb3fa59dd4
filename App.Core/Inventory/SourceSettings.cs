namespace AccessConsole.Core.Inventory;

/// <summary>Which events of its repository start builds of a pipeline. What Buildkite does not say is null.</summary>
public sealed record SourceSettings
{
    /// <summary>Such as <c>github</c>.</summary>
    public string? Provider { get; init; }

    /// <summary><c>none</c> where no event starts a build.</summary>
    public string? TriggerMode { get; init; }

    public bool? BuildsBranches { get; init; }

    public bool? BuildsTags { get; init; }

    public bool? BuildsPullRequests { get; init; }

    /// <summary>Whether pull requests from others' copies of the repository are built.</summary>
    public bool? BuildsForks { get; init; }

    /// <summary>Whether a fork's <c>main</c> is built as <c>somebody:main</c>.</summary>
    public bool? PrefixesForkBranches { get; init; }
}
