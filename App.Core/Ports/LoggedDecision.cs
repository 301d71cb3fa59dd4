using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>
/// One decision as an engine told it, or as the console made it itself for who asked over HTTP, in the one form that all engines' logs are brought to. INVARIANT (nothing secret is logged): these members are all
/// that is ever taken of a log; no header, query, body or token has a place here.
/// </summary>
public sealed record LoggedDecision
{
    /// <summary>What stands for an engine's language where the console decided itself.</summary>
    public const string OverHttp = "http";

    /// <summary>Made of the enforcement point and of what the engine calls the decision, so that one that comes twice has the same.</summary>
    public required Guid Id { get; init; }

    /// <summary>By the engine's clock; whole microseconds.</summary>
    public required DateTimeOffset At { get; init; }

    public required Guid PointId { get; init; }

    public required string Point { get; init; }

    /// <summary>The engine's language; null where the console decided itself, over HTTP.</summary>
    public required Target? Target { get; init; }

    /// <summary>The same as a word.</summary>
    public string Source => Target?.Name() ?? OverHttp;

    public required string Environment { get; init; }

    /// <summary>Null where the request named none that there is.</summary>
    public string? Service { get; init; }

    /// <summary><c>pipeline/NAME</c> or <c>workload/NAME</c>; null where nobody was identified, and the reason says why.</summary>
    public string? Principal { get; init; }

    public string? Method { get; init; }

    /// <summary>Without a query.</summary>
    public string? Path { get; init; }

    /// <summary><c>allow</c> or <c>deny</c>.</summary>
    public required string Effect { get; init; }

    public required string Reason { get; init; }

    public string? Detail { get; init; }

    public string? Grant { get; init; }

    /// <summary><c>enforce</c> or <c>shadow</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Of the bundle that decided; null where the engine did not say.</summary>
    public int? Revision { get; init; }

    /// <summary>32 hexadecimal digits.</summary>
    public string? Trace { get; init; }

    /// <summary>The build's id, or <c>organization/pipeline#number</c>.</summary>
    public string? Build { get; init; }

    public string? Job { get; init; }

    /// <summary>Those of the token's claims that conditions read and that name build and job; see <see cref="LoggedClaims"/>.</summary>
    public ValueMap Claims { get; init; } = ValueMap.Empty;
}
