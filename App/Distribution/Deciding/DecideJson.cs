using System.Text.Json;
using System.Text.Json.Serialization;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;

namespace AccessConsole.Distribution.Deciding;

/// <summary>What <c>POST /v1/decide</c> is asked: one request to decide, or several in <see cref="Requests"/>, which share what stands beside them.</summary>
internal sealed record DecideJson : DecideRequestJson
{
    public IReadOnlyList<DecideRequestJson?>? Requests { get; init; }
}

/// <summary>One request to decide. Who asks never says who the caller is: that follows from what the caller showed.</summary>
internal record DecideRequestJson
{
    public string? Environment { get; init; }

    public string? Service { get; init; }

    public string? Method { get; init; }

    /// <summary>Raw, as the caller sent it, without query.</summary>
    public string? Path { get; init; }

    /// <summary>The caller's token as it came, without <c>Bearer</c>; absent where it sent none.</summary>
    public string? Token { get; init; }

    /// <summary>PEM, the caller's client certificate and what it sent beside it; absent where it showed none.</summary>
    public string? Certificate { get; init; }
}

/// <param name="Principal">Whom the credentials name, such as <c>pipeline/payments-deploy</c>.</param>
internal sealed record DecidedJson(int Revision, string Effect, string Reason, string? Detail, string? Grant, string? Principal, string? Mode)
{
    public static DecidedJson Of(in LiveDecision decided) => new(
        decided.Revision, decided.Verdict.Effect.ToString().ToLowerInvariant(), decided.Verdict.Reason.Name(), decided.Verdict.Detail, decided.Verdict.Grant?.Name,
        decided.Verdict.Principal is { } principal ? PrincipalKey.Of(principal) : null, decided.Verdict.Mode?.ToString().ToLowerInvariant());
}

/// <param name="Revision">By which all of them were decided.</param>
internal sealed record AllDecidedJson(int Revision, IReadOnlyList<DecidedJson> Decisions);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false, NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DecideJson))]
[JsonSerializable(typeof(DecidedJson))]
[JsonSerializable(typeof(AllDecidedJson))]
internal sealed partial class DecideJsonContext : JsonSerializerContext;
