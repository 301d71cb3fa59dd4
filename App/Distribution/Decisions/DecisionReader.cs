using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Points;

namespace AccessConsole.Distribution.Decisions;

/// <summary>
/// Reads events of OPA's Decision Log API that one puller sent. INVARIANT (nothing secret is logged): it takes the members that it names and nothing else,
/// whatever an engine was told to log.
/// </summary>
/// <param name="now">By the console's clock: what lies more than an hour after it is no decision that was made.</param>
/// <param name="kept">How long ago a decision may have been made.</param>
internal sealed class DecisionReader(AccessToken token, DateTimeOffset now, TimeSpan kept)
{
    private const int MaxName = 200;
    private const int MaxDetail = 500;
    private const int MaxPath = 2_048;
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromHours(1);

    /// <summary>The evaluator's reasons, and those that an engine has before there is a decision.</summary>
    internal static readonly FrozenSet<string> Reasons = Enum.GetValues<DecisionReason>().Select(reason => reason.Name()).Append("header_refused").Append("internal_error").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>After these the caller was found in the policy.</summary>
    private static readonly FrozenSet<string> IdentifiedReasons = new[]
    {
        DecisionReason.Granted, DecisionReason.DeniedByGrant, DecisionReason.NoGrant, DecisionReason.PathNotCanonical, DecisionReason.MethodUnknown,
    }.Select(reason => reason.Name()).ToFrozenSet(StringComparer.Ordinal);

    private (string Name, Guid Id) lastPoint;

    /// <returns>The decision; else one of <see cref="LossCauses"/>, or null where it is a decision about something else than access.</returns>
    public (LoggedDecision? Decision, string? Refusal) Read(JsonElement logged)
    {
        try
        {
            return IsOurs(logged) ? Of(logged) : (null, null);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text.
            return (null, LossCauses.Unreadable);
        }
    }

    /// <summary>Whom the event comes from, as it says itself; null where it does not.</summary>
    public static string? PointNameOf(JsonElement logged)
    {
        try
        {
            var labels = logged.Member("labels");
            return StatusReport.NameIn(labels.Text("name", MaxName)) ?? StatusReport.NameIn(labels.Text("id", MaxName));
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsOurs(JsonElement logged) => logged.ValueKind != JsonValueKind.Object || logged.Text("path", MaxName) is not { } path || path == "access" || path.StartsWith("access/", StringComparison.Ordinal);

    private (LoggedDecision?, string?) Of(JsonElement logged)
    {
        var answer = Answer.Of(logged);
        if (logged.Text("decision_id", MaxName) is not { } decisionId || logged.Instant("timestamp") is not { } at
            || PointNameOf(logged) is not { } name
            || answer.Effect is not ("allow" or "deny") || answer.Reason is null || !Reasons.Contains(answer.Reason))
            return (null, LossCauses.Unreadable);
        if (IsForeign(answer))
            return (null, LossCauses.Foreign);
        if (at > now + ClocksDiffer || at < now - kept)
            return (null, LossCauses.OutOfTime);
        var point = PointOf(name);
        var claims = EventClaims.Of(logged.Member("input"), answer.Log);
        return (new LoggedDecision
        {
            Id = IdOf(point, decisionId),
            At = at,
            PointId = point,
            Point = name,
            Target = token.Target!.Value,
            Environment = token.Environment!,
            Service = answer.Reason != "unknown_service" && LogText.IsName(answer.Service) ? answer.Service : null,
            Principal = PrincipalOf(answer, logged.Member("input")),
            Method = answer.Method,
            Path = answer.Path,
            Effect = answer.Effect,
            Reason = answer.Reason,
            Detail = answer.Result.Text("detail", MaxDetail),
            Grant = answer.Result.Text("grant", MaxName) is { } grant && LogText.IsName(grant) ? grant : null,
            Mode = answer.Result.Text("mode", MaxName) is "shadow" ? "shadow" : "enforce",
            Revision = RevisionOf(logged),
            Trace = TraceOf(logged),
            Build = LoggedClaims.BuildOf(claims),
            Job = claims.GetValueOrDefault(LoggedClaims.JobId),
            Claims = claims,
        }, null);
    }

    /// <summary>A token speaks for its own environment, and for its own service where it has one.</summary>
    private bool IsForeign(Answer answer) =>
        (answer.Environment is { } environment && environment != token.Environment) || (token.Service is not null && answer.Service is { } service && service != token.Service);

    /// <summary>An engine's own word, or the name that the request was asked with, where that is known to be the policy's.</summary>
    private static string? PrincipalOf(Answer answer, JsonElement input)
    {
        var principal = answer.Log.Text("principal", MaxName);
        if (principal is null && IdentifiedReasons.Contains(answer.Reason!))
            principal = input.Text("pipeline", MaxName) is { } pipeline ? $"pipeline/{pipeline}" : input.Text("workload", MaxName) is { } workload ? $"workload/{workload}" : null;
        return principal is not null && principal.IndexOf('/', StringComparison.Ordinal) is var slash and > 0
            && principal[..slash] is "pipeline" or "workload" && LogText.IsName(principal.AsSpan(principal.IndexOf('/', StringComparison.Ordinal) + 1)) ? principal : null;
    }

    private static int? RevisionOf(JsonElement logged)
    {
        var bundles = logged.Member("bundles");
        var own = bundles.Member("access");
        if (own.ValueKind == JsonValueKind.Undefined && bundles.ValueKind == JsonValueKind.Object)
            own = bundles.EnumerateObject().Select(bundle => bundle.Value).FirstOrDefault();
        return int.TryParse(own.Scalar("revision", MaxName), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;
    }

    /// <summary>OPA's own, or that of the request that Envoy asked about.</summary>
    private static string? TraceOf(JsonElement logged)
    {
        var trace = logged.Text("trace_id", MaxName);
        if (trace is null && logged.Member("input").Member("attributes").Member("request").Member("http").Member("headers").Text("traceparent", MaxName) is { } parent)
            trace = parent.Split('-') is [_, var id, ..] ? id : null;
        return LogText.IsHexadecimal(trace, 32) ? trace : null;
    }

    private Guid PointOf(string name)
    {
        if (lastPoint.Name != name)
            lastPoint = (name, EnforcementPoints.IdOf(token.Id, name));
        return lastPoint.Id;
    }

    private static Guid IdOf(Guid point, string decisionId)
    {
        Span<byte> source = stackalloc byte[16 + Encoding.UTF8.GetMaxByteCount(MaxName)];
        point.TryWriteBytes(source);
        var length = Encoding.UTF8.GetBytes(decisionId, source[16..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source[..(16 + length)], hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>What was asked and answered, whether by <c>data.access.decision</c> or by <c>data.access.envoy</c>.</summary>
    /// <param name="Result">Effect, reason, grant, detail and mode.</param>
    /// <param name="Log">What the engine says of the request besides.</param>
    private readonly record struct Answer(JsonElement Result, JsonElement Log, string? Effect, string? Reason, string? Environment, string? Service, string? Method, string? Path)
    {
        public static Answer Of(JsonElement logged)
        {
            var result = logged.Member("result");
            var log = result.Member("log");
            var decision = result.Member("decision") is { ValueKind: JsonValueKind.Object } inner ? inner : result;
            var input = logged.Member("input");
            var asked = input.Member("attributes").Member("request").Member("http") is { ValueKind: JsonValueKind.Object } http ? http : input;
            return new Answer(
                decision, log, decision.Text("effect", MaxName), decision.Text("reason", MaxName),
                input.Text("environment", MaxName), log.Text("service", MaxName) ?? input.Text("service", MaxName),
                asked.Text("method", MaxName), WithoutQuery(asked.Text("path", MaxPath)));
        }

        private static string? WithoutQuery(string? path)
        {
            if (path is null)
                return null;
            var end = path.AsSpan().IndexOfAny('?', '#');
            return end < 0 ? path : path[..end];
        }
    }
}
