using AccessConsole.Core.Model;

namespace AccessConsole.Core.Changes.Bulk;

/// <summary>What is done to each of many grants; what is not said stays.</summary>
public sealed record GrantEdit
{
    /// <summary>Takes the grants out; nothing else counts then.</summary>
    public bool Deletes { get; init; }

    public Effect? Effect { get; init; }

    public string? Role { get; init; }

    public string? AddedEnvironment { get; init; }

    public string? RemovedEnvironment { get; init; }

    /// <summary>A pipeline or workload by name.</summary>
    public PolicyReference? AddedPrincipal { get; init; }

    /// <summary>A pipeline or workload by name.</summary>
    public PolicyReference? RemovedPrincipal { get; init; }

    public bool EndsNever { get; init; }

    /// <summary>The first instant at which the grants are no longer in force.</summary>
    public DateTimeOffset? Expires { get; init; }

    public bool IsEmpty => this == new GrantEdit();
}
