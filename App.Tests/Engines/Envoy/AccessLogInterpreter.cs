using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>
/// Writes a line of the access log that a bootstrap asks for, of the operators that it uses and as Envoy's documentation describes them: a JSON object, where what a request has not is null.
/// It stands in for Envoy, as <see cref="EnvoyInterpreter"/> does.
/// </summary>
internal sealed partial class AccessLogInterpreter(JsonObject format)
{
    /// <summary>The format of a bootstrap's listener.</summary>
    public static AccessLogInterpreter Of(string bootstrap)
    {
        var listener = JsonNode.Parse(File.ReadAllText(bootstrap))!["static_resources"]!["listeners"]![0]!;
        var manager = listener["filter_chains"]![0]!["filters"]![0]!["typed_config"]!;
        return new AccessLogInterpreter(manager["access_log"]![0]!["typed_config"]!["log_format"]!["json_format"]!.AsObject());
    }

    public string Write(LoggedRequest request) => Resolve(format, request).ToJsonString();

    private static JsonObject Resolve(JsonObject members, LoggedRequest request) => new(members.Select(member => KeyValuePair.Create(
        member.Key, member.Value is JsonObject inner ? Resolve(inner, request) : ValueOf(member.Value!.GetValue<string>(), request))));

    /// <summary>An operator that stands alone gives a value of its own type.</summary>
    private static JsonNode? ValueOf(string text, LoggedRequest request)
    {
        var match = Operator().Match(text);
        if (!match.Success)
            throw new NotSupportedException($"`{text}` is no operator by itself");
        var value = ValueOf(match.Groups["name"].Value, match.Groups["arguments"].Value, request);
        return match.Groups["length"] is { Success: true, Value: var length } && value is JsonValue cut && cut.GetValueKind() == JsonValueKind.String
            ? cut.GetValue<string>()[..Math.Min(cut.GetValue<string>().Length, int.Parse(length, CultureInfo.InvariantCulture))]
            : value;
    }

    private static JsonNode? ValueOf(string name, string arguments, LoggedRequest request) => (name, arguments) switch
    {
        ("START_TIME", "") => request.State.Request.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ("START_TIME", "%s.%9f") => $"{request.State.Request.Time.ToUnixTimeSeconds()}.{request.State.Request.Time:fffffff}00",
        ("PATH", "NQ:PATH") => request.State.Header(":path")!.Split('?')[0],
        ("REQ", ":AUTHORITY") => request.State.Request.Host,
        ("REQ", _) => request.State.Header(arguments),
        ("RESPONSE_CODE", "") => request.Status,
        ("RESPONSE_CODE_DETAILS", "") => request.Details,
        ("RESPONSE_FLAGS", "") => request.Flags,
        ("DOWNSTREAM_PEER_URI_SAN", "") => request.State.Request.UriNames is { } names ? string.Join(',', names) : null,
        ("METADATA", _) when arguments.StartsWith("VIRTUAL_HOST:", StringComparison.Ordinal) =>
            Found(request.State.VirtualHost.GetProperty("metadata").GetProperty("filter_metadata"), arguments.Split(':')[1..]),
        ("DYNAMIC_METADATA", _) => Left(request.State, arguments.Split(':')),
        _ => throw new NotSupportedException($"operator {name}({arguments})"),
    };

    private static JsonNode? Left(FilterState state, string[] keys) => state.Metadata.GetValueOrDefault(keys[0])?.TryGetValue(keys[1], out var value) == true ? Found(value, keys[2..]) : null;

    private static JsonNode? Found(JsonElement element, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element))
                return null;
        }

        return JsonNode.Parse(element.GetRawText());
    }

    [GeneratedRegex(@"^%(?<name>[A-Z_]+)(?:\((?<arguments>[^)]*)\))?(?::(?<length>[0-9]+))?%$")]
    private static partial Regex Operator();
}

/// <summary>A request once it was answered.</summary>
internal sealed record LoggedRequest(FilterState State, int Status, string Details, string? Flags = null)
{
    /// <summary>As Envoy answers what the filters decided.</summary>
    public static LoggedRequest Of(FilterState state, EnvoyAnswer answer) => answer switch
    {
        { Policy: "401" } => new(state, 401, "jwt_authn_access_denied{Jwt_verification_fails}"),
        { Policy: "429" } => new(state, 429, "local_rate_limited", "RL"),
        // The listener's own rules refuse a host of nobody's before its route could answer.
        { Policy: "421" } => new(state, 403, "rbac_access_denied_matched_policy[none]"),
        { Passes: false } => new(state, 403, $"rbac_access_denied_matched_policy[{answer.Policy}]"),
        _ => new(state, 200, "via_upstream"),
    };
}
