using AccessConsole.Core.Model;

namespace AccessConsole.Core.Inventory;

/// <summary>One pipeline at Buildkite and in the policy; at least one of both is there.</summary>
/// <param name="Seen">Null where no listing ever held it.</param>
/// <param name="InPolicy">Null where the policy does not have it.</param>
/// <param name="Changes">What an import would change of it.</param>
public sealed record PipelineComparison(PipelineStanding Standing, KnownPipeline? Seen, Pipeline? InPolicy, ValueList<PipelineChange> Changes)
{
    /// <summary>By which it is chosen; null for a pipeline of the policy without UUID that Buildkite does not have.</summary>
    public Guid? Id => Seen?.Pipeline.Id ?? InPolicy?.Id;

    public string Slug => Seen?.Pipeline.Slug ?? InPolicy!.Slug;

    /// <summary>The slug that it has at Buildkite by now; null where it is as the policy says.</summary>
    public string? NewSlug => Changes.FirstOrDefault(c => c.What == "slug")?.After;

    /// <summary>What people know it by at Buildkite, else in the policy.</summary>
    public string Name => Seen?.Pipeline.Name ?? InPolicy!.Name;
}
