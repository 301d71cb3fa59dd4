using System.Text.Json.Serialization;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;

namespace AccessConsole.Api.Decisions;

/// <summary>A logged decision on the wire; members that say nothing are left out.</summary>
public sealed record LoggedDecisionJson
{
    /// <summary>Names it in addresses.</summary>
    public required string Id { get; init; }

    /// <summary>When it was decided, by the engine's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Point { get; init; }

    /// <summary>The engine's language, or <c>http</c> where the console decided itself.</summary>
    public required string Target { get; init; }

    public required string Environment { get; init; }

    /// <summary>The name of the service; left out where the request named none that there is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Service { get; init; }

    /// <summary>Who called, such as <c>pipeline/payments-deploy</c>; left out where nobody was known by the credentials.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Principal { get; init; }

    /// <summary>The method of the request; left out where the engine did not tell it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Method { get; init; }

    /// <summary>The path of the request, without query; left out where the engine did not tell it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }

    public required string Effect { get; init; }

    /// <summary>Why it was decided so, for programs, such as <c>no_grant</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What of the reason there is to say; left out where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>The grant that decided; left out where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Grant { get; init; }

    public required string Mode { get; init; }

    /// <summary>The revision by which it was decided; left out where the engine did not tell it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Revision { get; init; }

    /// <summary>The trace of the request, 32 hexadecimal digits; left out where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trace { get; init; }

    /// <summary>The build that called, by its id or as <c>organization/pipeline#number</c>; left out where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Build { get; init; }

    /// <summary>The id of the job that called; left out where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Job { get; init; }

    /// <summary>The claims of the caller's token that conditions read, by their names.</summary>
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
