using System.Text.Json.Serialization;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;

namespace AccessConsole.Api.Decisions;

/// <summary>A logged decision on the wire; members that say nothing are left out.</summary>
public sealed record LoggedDecisionJson
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Point { get; init; }

    /// <summary>The engine's language, or <c>http</c> where the console decided itself.</summary>
    public required string Target { get; init; }

    public required string Environment { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Service { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Principal { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Method { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }

    public required string Effect { get; init; }

    public required string Reason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Grant { get; init; }

    public required string Mode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Revision { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trace { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Build { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Job { get; init; }

    public required IReadOnlyDictionary<string, string> Claims { get; init; }

    /// <summary>What the evaluator says at that revision and time; left out of lists, and where the log holds too little to ask.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DecisionJson? Why { get; init; }

    /// <summary>Whether the engine decided as the evaluator does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AsThePolicySays { get; init; }

    public static LoggedDecisionJson Of(LoggedDecision logged) => new()
    {
        Id = DecisionLogId.Of(logged),
        At = logged.At,
        Point = logged.Point,
        Target = logged.Source,
        Environment = logged.Environment,
        Service = logged.Service,
        Principal = logged.Principal,
        Method = logged.Method,
        Path = logged.Path,
        Effect = logged.Effect,
        Reason = logged.Reason,
        Detail = logged.Detail,
        Grant = logged.Grant,
        Mode = logged.Mode,
        Revision = logged.Revision,
        Trace = logged.Trace,
        Build = logged.Build,
        Job = logged.Job,
        Claims = logged.Claims.ToDictionary(),
    };
}
