using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>Logged calls that are alike in all that a policy can ask of them.</summary>
public sealed record SeenCall
{
    /// <summary>That decided; empty where none did.</summary>
    public required string Grant { get; init; }

    public required string Environment { get; init; }

    public required string Service { get; init; }

    /// <summary><c>pipeline/NAME</c> or <c>workload/NAME</c>; null for somebody whom the policy does not know.</summary>
    public string? Principal { get; init; }

    /// <summary>Null for a connection without requests.</summary>
    public string? Method { get; init; }

    public string? Path { get; init; }

    public string? Branch { get; init; }

    public string? Tag { get; init; }

    public string? Source { get; init; }

    public string? Queue { get; init; }

    public string? Cluster { get; init; }

    public string? Step { get; init; }

    /// <summary>How many of them lie within the window that was asked for.</summary>
    public required long InWindow { get; init; }

    /// <summary>How many there are in all that is kept.</summary>
    public required long Count { get; init; }

    public required DateTimeOffset First { get; init; }

    public required DateTimeOffset Last { get; init; }

    /// <summary>The newest of them, as the evaluator can be asked about it.</summary>
    public DecisionRequest ToRequest() => new()
    {
        Pipeline = NameOf("pipeline/"),
        Workload = NameOf("workload/"),
        Branch = Branch,
        Tag = Tag,
        Source = Source,
        Queue = Queue,
        Cluster = Cluster,
        Step = Step,
        Environment = Environment,
        Service = Service,
        Method = Method ?? "GET",
        Path = Path ?? "/",
        Time = Last,
    };

    private string? NameOf(string kind) => Principal is { } principal && principal.StartsWith(kind, StringComparison.Ordinal) ? principal[kind.Length..] : null;
}
