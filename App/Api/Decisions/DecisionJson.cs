using System.Text.Json.Serialization;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Api.Decisions;

/// <summary>What is decided on each request that was asked, in their order, by one revision.</summary>
/// <param name="Revision">By which revision it is decided.</param>
/// <param name="Decisions">One for each request, in their order.</param>
public sealed record DecisionsJson(int Revision, IReadOnlyList<DecisionJson> Decisions);

/// <summary>A decision on the wire; members that say nothing are left out.</summary>
public sealed record DecisionJson
{
    public required string Effect { get; init; }

    /// <summary>Why it is decided so, for programs, such as <c>no_grant</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The grant that decides; left out where none does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Grant { get; init; }

    /// <summary>What of the reason there is to say, such as how a token is bad; left out where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>The deployment's: <c>enforce</c>, or <c>shadow</c> where whatever is decided passes; left out where there is no deployment.</summary>
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

/// <summary>A grant that nearly allowed a request, and the first thing that kept it from that.</summary>
/// <param name="Failed">What failed first, for programs.</param>
/// <param name="Detail">What it would have taken.</param>
public sealed record NearJson(string Grant, string Failed, string Detail);
