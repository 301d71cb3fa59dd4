using AccessConsole.Core.Model;

namespace AccessConsole.Core.Inventory;

/// <summary>A pipeline as Buildkite describes it.</summary>
public sealed record InventoryPipeline
{
    public required Guid Id { get; init; }

    public required string Slug { get; init; }

    public required string Name { get; init; }

    /// <summary>Null for a pipeline outside clusters.</summary>
    public Guid? ClusterId { get; init; }

    public string? Repository { get; init; }

    public string? DefaultBranch { get; init; }

    /// <summary>Whether everybody may read its builds and their logs.</summary>
    public bool IsPublic { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    public ValueList<string> Tags { get; init; }

    public SourceSettings Source { get; init; } = new();
}
