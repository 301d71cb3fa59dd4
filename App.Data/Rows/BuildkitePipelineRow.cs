using AccessConsole.Core.Inventory;

namespace AccessConsole.Data.Rows;

/// <summary>What a connection knows of a pipeline at Buildkite.</summary>
public sealed class BuildkitePipelineRow
{
    public required Guid ConnectionId { get; init; }

    public required Guid Id { get; init; }

    public required InventoryPipeline Body { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public DateTimeOffset? GoneAt { get; init; }

    public KnownPipeline ToKnown() => new(Body, FirstSeen, GoneAt);
}
