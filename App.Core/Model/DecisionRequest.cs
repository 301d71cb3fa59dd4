namespace AccessConsole.Core.Model;

/// <summary>
/// A request to decide, as tests, the API and the simulator write it. The caller is a pipeline or workload by name, or verified claims
/// and/or a verified SPIFFE ID, or nobody.
/// </summary>
public sealed record DecisionRequest
{
    public string? Pipeline { get; init; }

    public string? Workload { get; init; }

    /// <summary>A decoded token's claims as a JSON object, taken as verified; canonical JSON text, so that requests compare by value.</summary>
    public string? Claims { get; init; }

    /// <summary>The verified SPIFFE ID as given; an invalid one is a bad credential, not a malformed request.</summary>
    public string? SpiffeId { get; init; }

    public string? Branch { get; init; }

    public string? Tag { get; init; }

    public string? Source { get; init; }

    public string? Queue { get; init; }

    public string? Cluster { get; init; }

    public string? Step { get; init; }

    public required string Environment { get; init; }

    public required string Service { get; init; }

    public required string Method { get; init; }

    /// <summary>The raw path, without a query.</summary>
    public required string Path { get; init; }

    /// <summary>When the request is made; absent stands for now.</summary>
    public DateTimeOffset? Time { get; init; }
}
