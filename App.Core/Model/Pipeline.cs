namespace AccessConsole.Core.Model;

/// <summary>A Buildkite pipeline. Its <see cref="PolicyObject.Id"/> is Buildkite's UUID of it.</summary>
public sealed record Pipeline : PolicyObject
{
    public override PolicyKind Kind => PolicyKind.Pipeline;

    public required string Provider { get; init; }

    public required Organization Organization { get; init; }

    public required string Slug { get; init; }

    /// <summary>May be shared by several pipelines (one queue's agents): then it narrows and never identifies.</summary>
    public SpiffeId? SpiffeId { get; init; }

    public ValueMap Labels { get; init; } = ValueMap.Empty;
}

/// <summary>A Buildkite organization.</summary>
public sealed record Organization
{
    public required string Slug { get; init; }

    public Guid? Id { get; init; }
}
