namespace AccessConsole.Buildkite;

/// <summary>Which pipelines a person wants in a draft.</summary>
public sealed record ImportRequest
{
    /// <summary>By UUID: new ones are added, changed ones updated, gone ones taken out.</summary>
    public IReadOnlyList<Guid>? Pipelines { get; init; }

    /// <summary>The identity provider of those that are new; null for the one that the organization's pipelines most likely have.</summary>
    public string? Provider { get; init; }

    /// <summary>The label <c>team</c> of those that are new.</summary>
    public string? Team { get; init; }
}
