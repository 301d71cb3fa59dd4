using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>
/// A pipeline or workload of one <see cref="PolicySet"/>. Compared by reference: the instance is carried from a policy to its successor
/// as long as the object stays the same, so "same instance" means "same identity, same labels".
/// </summary>
public sealed class Principal
{
    public Principal(Pipeline pipeline)
    {
        Pipeline = pipeline;
        Source = pipeline;
        SpiffeId = pipeline.SpiffeId;
        Labels = pipeline.Labels;
    }

    public Principal(Workload workload)
    {
        Workload = workload;
        Source = workload;
        SpiffeId = workload.SpiffeId;
        Labels = workload.Labels;
    }

    /// <summary>The pipeline, where it is one.</summary>
    public Pipeline? Pipeline { get; }

    /// <summary>The workload, where it is one.</summary>
    public Workload? Workload { get; }

    public PolicyObject Source { get; }

    public string Name => Source.Name;

    public PolicyReference Reference => Source.Reference;

    public SpiffeId? SpiffeId { get; }

    public ValueMap Labels { get; }

    public override string ToString() => Reference.ToString();
}
