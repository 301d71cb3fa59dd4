using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Ports;

namespace AccessConsole.Cli.Pull.Decisions;

/// <summary>
/// Lines of Envoy's access log, as the listener of <c>deploy/envoy</c> has it written. Envoy says who decided by the name of an outcome (<c>GRANT@PRINCIPAL</c> or <c>REASON@PRINCIPAL</c>);
/// everything else that is told here is taken from the line too, and what is not in it stays open.
/// </summary>
internal sealed class EnvoyDecision : IDecisionFormat
{
    private const string NotText = "-";
    private const string RefusedToken = "jwt_authn_access_denied";
    private const string RateLimited = "RL";
    private const string BeforeTheFirstBundle = "0";

    /// <summary>What is longer was cut, or is none of a policy's.</summary>
    private const int LongestPath = 2_048;

    public DecisionEvent? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(line));
            var logged = document.RootElement;
            // A request that Envoy itself found no request, or of which no route was looked for, nobody decided about.
            if (TextOf(logged, "request_id") is null || TextOf(logged, "revision") is not { } revision || revision == BeforeTheFirstBundle)
                return null;
            return Of(logged, OutcomeOf(logged)) with { Id = DecisionEvent.IdOf(line), Revision = revision };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new FormatException("the line is not of the format of deploy/envoy", e);
        }
    }

    private static DecisionEvent Of(JsonElement logged, Outcome outcome) => new()
    {
        Id = "",
        At = TimeOf(logged),
        Effect = outcome.IsAllowed ? "allow" : "deny",
        Reason = outcome.Reason,
        Grant = outcome.Grant,
        Principal = outcome.Principal,
        Mode = outcome.IsShadow ? "shadow" : "enforce",
        TraceParent = TextOf(logged, "trace"),
        Environment = TextOf(logged, "environment"),
        Service = TextOf(logged, "service"),
        Method = TextOf(logged, "method"),
        Path = TextOf(logged, "path") is { Length: <= LongestPath } path ? path : null,
        Claims = outcome.Reason == "token_invalid" ? [] : ClaimsOf(logged),
    };

    private static Outcome OutcomeOf(JsonElement logged)
    {
        // Of a host of nobody's the listener's own rules refuse everything, and say nothing more.
        if (TextOf(logged, "service") is null)
            return new Outcome("unknown_service", IsAllowed: false);
        if (TextOf(logged, "decision") is not { } decision)
            return WithoutDecision(logged);
        var outcome = Outcome.Of(TextOf(logged, "decided_by"), IsAllowed(decision));
        return outcome.IsAllowed && TextOf(logged, "flags")?.Split(',').Contains(RateLimited) == true && TextOf(logged, "bucket") is not null
            ? outcome with { Reason = "rate_limited", IsAllowed = false }
            : outcome;
    }

    /// <summary>In shadow only the rules of the shadow say what would have been; else the token alone was refused, before any rule.</summary>
    private static Outcome WithoutDecision(JsonElement logged) => TextOf(logged, "shadow_decision") is { } decision
        ? Outcome.Of(TextOf(logged, "shadow_decided_by"), IsAllowed(decision)) with { IsShadow = true }
        : TextOf(logged, "denied_by")?.StartsWith(RefusedToken, StringComparison.Ordinal) == true
            ? new Outcome("token_invalid", IsAllowed: false)
            : throw new FormatException("the line has no decision");

    private static bool IsAllowed(string decision) => decision switch
    {
        "allowed" => true,
        "denied" => false,
        _ => throw new FormatException($"`{decision}` is no decision"),
    };

    private static ImmutableArray<KeyValuePair<string, JsonElement>> ClaimsOf(JsonElement logged)
    {
        if (!logged.TryGetProperty("claims", out var claims) || claims.ValueKind != JsonValueKind.Object)
            return [];
        return
        [
            .. LoggedClaims.Names.Where(name => claims.TryGetProperty(name, out var value) && IsKept(value)).Select(name => KeyValuePair.Create(name, claims.GetProperty(name).Clone())),
        ];
    }

    /// <summary>A claim that is cut would be another one.</summary>
    private static bool IsKept(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 and <= LoggedClaims.MaxLength } and not NotText,
        JsonValueKind.Number => true,
        _ => false,
    };

    /// <summary>Seconds with nine digits of a second, of which a decision keeps the microseconds.</summary>
    private static DateTimeOffset TimeOf(JsonElement logged) =>
        decimal.TryParse(TextOf(logged, "at"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.UnixEpoch.AddMicroseconds((double)decimal.Truncate(seconds * 1_000_000))
            : throw new FormatException("the line has no time");

    /// <summary>Null where Envoy has nothing to say, which it writes in three ways.</summary>
    private static string? TextOf(JsonElement logged, string name) =>
        logged.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text and not NotText ? text : null;

    /// <param name="Grant">Null where none decided, or where it is one that the console made of the deployment (probes, CORS).</param>
    private sealed record Outcome(string Reason, bool IsAllowed, string? Grant = null, string? Principal = null, bool IsShadow = false)
    {
        public static Outcome Of(string? name, bool isAllowed)
        {
            if (name is null)
                throw new FormatException("the line does not say what decided");
            var at = name.IndexOf('@', StringComparison.Ordinal);
            var (decidedBy, principal) = at < 0 ? (name, null) : (name[..at], name[(at + 1)..]);
            // Only reasons have an underscore.
            return decidedBy.Contains('_', StringComparison.Ordinal)
                ? new Outcome(decidedBy, isAllowed, Principal: principal)
                : new Outcome(isAllowed ? "granted" : "denied_by_grant", isAllowed, decidedBy, principal);
        }
    }
}
