using System.Text.Json.Serialization;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Api.Decisions;

public sealed record DecisionsJson(int Revision, IReadOnlyList<DecisionJson> Decisions);

/// <summary>A decision on the wire; members that say nothing are left out.</summary>
public sealed record DecisionJson
{
    public required string Effect { get; init; }

    public required string Reason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Grant { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mode { get; init; }

    /// <summary>The nearest grants, for a denial.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NearJson>? Near { get; init; }

    public static DecisionJson Of(Decision decision) => new()
    {
        Effect = decision.Effect.ToString().ToLowerInvariant(),
        Reason = decision.Reason.Name(),
        Grant = decision.Grant,
        Detail = decision.Detail,
        Mode = decision.Mode?.ToString().ToLowerInvariant(),
        Near = decision.Effect == Core.Model.Effect.Allow ? null : [.. decision.Near.Select(n => new NearJson(n.Grant, n.Failed, n.Detail))],
    };
}

public sealed record NearJson(string Grant, string Failed, string Detail);
