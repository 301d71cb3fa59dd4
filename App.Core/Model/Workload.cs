namespace AccessConsole.Core.Model;

/// <summary>A caller that is no Buildkite pipeline: known by its SPIFFE ID, or by exact claims of an OIDC provider.</summary>
public sealed record Workload : PolicyObject
{
    public override PolicyKind Kind => PolicyKind.Workload;

    public SpiffeId? SpiffeId { get; init; }

    public string? Provider { get; init; }

    /// <summary>All of them must be strings in the token and equal.</summary>
    public ValueMap Claims { get; init; } = ValueMap.Empty;

    public ValueMap Labels { get; init; } = ValueMap.Empty;
}
