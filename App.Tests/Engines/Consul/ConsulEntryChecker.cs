using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>
/// What <c>PUT /v1/config</c> takes, from Consul's reference: no member that it does not know, and what it says of each. Stricter in this, that
/// providers come before the intentions that ask for them, as who applies entries in their order needs.
/// </summary>
internal static partial class ConsulEntryChecker
{
    private const int MaxEntry = 512 * 1024;
    private const int MaxMeta = 64;

    /// <summary>What Envoy makes of a regular expression may be 100 instructions long; a character is one at least.</summary>
    private const int MaxRegex = 100;

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

    public static IReadOnlyList<string> Check(JsonArray entries)
    {
        var complaints = new List<string>();
        var known = new HashSet<(string?, string?)>();
        foreach (var entry in entries.Select(e => e!.AsObject()))
        {
            var (kind, name) = ((string?)entry["Kind"], (string?)entry["Name"]);
            complaints.AddRange(CheckEntry(entry, kind, known).Select(c => $"{kind} {name}: {c}"));
            if (!known.Add((kind, name)))
                complaints.Add($"{kind} {name} is there twice");
        }

        return complaints;
    }

    private static IEnumerable<string> CheckEntry(JsonObject entry, string? kind, HashSet<(string?, string?)> known)
    {
        var own = kind switch
        {
            "service-intentions" => Members(entry, "Kind", "Name", "Meta", "Sources").Concat(CheckIntentions(entry, known)),
            "jwt-provider" => Members(entry, "Kind", "Name", "Meta", "Issuer", "Audiences", "ClockSkewSeconds", "JSONWebKeySet", "Locations").Concat(CheckProvider(entry)),
            _ => ["no such kind"],
        };
        foreach (var complaint in own)
            yield return complaint;
        if (string.IsNullOrEmpty((string?)entry["Name"]))
            yield return "Name is required";
        if (Encoding.UTF8.GetByteCount(entry.ToJsonString()) > MaxEntry)
            yield return "too large";
        foreach (var complaint in CheckMeta(entry["Meta"]?.AsObject() ?? []))
            yield return complaint;
    }

    private static IEnumerable<string> CheckMeta(JsonObject meta)
    {
        if (meta.Count > MaxMeta)
            yield return "Meta has too many pairs";
        foreach (var (key, value) in meta)
        {
            if (!MetaKey().IsMatch(key) || ((string?)value)!.Length > 512)
                yield return $"Meta {key}";
        }
    }

    private static IEnumerable<string> CheckIntentions(JsonObject entry, HashSet<(string?, string?)> known)
    {
        var sources = entry["Sources"]!.AsArray().Select(s => s!.AsObject()).ToArray();
        if (sources.Length == 0)
            yield return "At least one source is required";
        if (sources.Select(s => (string?)s["Name"]).Distinct().Count() < sources.Length)
            yield return "a source is defined more than once";
        foreach (var source in sources)
        {
            foreach (var complaint in CheckSource(source, isForAll: (string?)entry["Name"] == "*").Concat(Permissions(source).SelectMany(p => CheckPermission(p, known))))
                yield return $"Sources {source["Name"]}: {complaint}";
        }
    }

    private static IEnumerable<JsonObject> Permissions(JsonObject source) => (source["Permissions"]?.AsArray() ?? []).Select(p => p!.AsObject());

    private static IEnumerable<string> CheckSource(JsonObject source, bool isForAll)
    {
        foreach (var complaint in Members(source, "Name", "Action", "Permissions"))
            yield return complaint;
        var name = (string?)source["Name"];
        if (string.IsNullOrEmpty(name) || (name != "*" && name.Contains('*', StringComparison.Ordinal)))
            yield return "Name must be a service or *";
        if (source["Permissions"] is null)
        {
            if (!IsAction(source))
                yield return "Action must be set to 'allow' or 'deny'";
            yield break;
        }

        if (source["Action"] is not null)
            yield return "Action must be omitted if Permissions are specified";
        if (isForAll || !Permissions(source).Any())
            yield return "Permissions cannot be specified here, or are empty";
    }

    private static IEnumerable<string> CheckPermission(JsonObject permission, HashSet<(string?, string?)> known)
    {
        foreach (var complaint in Members(permission, "Action", "HTTP", "JWT"))
            yield return complaint;
        if (!IsAction(permission))
            yield return "Permission Action must be set to 'allow' or 'deny'";
        if (permission["HTTP"] is not JsonObject { Count: > 0 } http)
        {
            yield return "HTTP is required and should not be empty";
            yield break;
        }

        foreach (var complaint in CheckHttp(http))
            yield return complaint;
        if (permission["JWT"] is not JsonObject jwt)
            yield break;
        var providers = jwt["Providers"]!.AsArray().Select(p => p!.AsObject()).ToArray();
        if (providers.Length == 0 || providers.Any(p => !known.Contains(("jwt-provider", (string?)p["Name"]))))
            yield return "provider specified in intention does not exist";
        foreach (var complaint in Members(jwt, "Providers").Concat(providers.SelectMany(p => Members(p, "Name", "VerifyClaims"))))
            yield return complaint;
        foreach (var claim in providers.SelectMany(p => p["VerifyClaims"]?.AsArray() ?? []).Select(c => c!.AsObject()))
        {
            if (Members(claim, "Path", "Value").Any() || claim["Path"]!.AsArray() is not { Count: > 0 } || claim["Value"] is not JsonValue)
                yield return $"VerifyClaims {claim.ToJsonString()}";
        }
    }

    private static IEnumerable<string> CheckHttp(JsonObject http)
    {
        foreach (var complaint in Members(http, "PathExact", "PathPrefix", "PathRegex", "Header", "Methods"))
            yield return complaint;
        string[] paths = [.. new[] { "PathExact", "PathPrefix" }.Select(name => (string?)http[name]).OfType<string>()];
        if (paths.Length + (http["PathRegex"] is null ? 0 : 1) > 1 || paths.Any(p => !p.StartsWith('/')))
            yield return "at most one of PathExact, PathPrefix, or PathRegex, beginning with '/'";
        foreach (var regex in new[] { (string?)http["PathRegex"] }.Concat((http["Header"]?.AsArray() ?? []).Select(h => (string?)h!["Regex"])).OfType<string>())
        {
            if (regex.Length > MaxRegex || !IsRegex(regex))
                yield return $"regex {regex}";
        }

        foreach (var header in (http["Header"]?.AsArray() ?? []).Select(h => h!.AsObject()))
        {
            string[] matchers = ["Present", "Exact", "Prefix", "Suffix", "Regex"];
            if (Members(header, ["Name", "Invert", .. matchers]).Any() || string.IsNullOrEmpty((string?)header["Name"]) || matchers.Count(m => header[m] is not null) != 1)
                yield return $"Header {header.ToJsonString()}";
        }

        if (http["Methods"] is JsonArray methods && (methods.Count == 0 || methods.Select(m => (string?)m).Distinct().Count() < methods.Count || methods.Any(m => !Methods.Contains((string?)m))))
            yield return "Methods contains an invalid method, or one more than once";
    }

    private static IEnumerable<string> CheckProvider(JsonObject entry)
    {
        if (string.IsNullOrEmpty((string?)entry["Issuer"]) || entry["Audiences"]!.AsArray() is not { Count: 1 } || (int?)entry["ClockSkewSeconds"] is not > 0)
            yield return "Issuer, one audience and a clock skew";
        if (entry["JSONWebKeySet"] is not JsonObject { Count: 1 } set || set["Local"] is not JsonObject { Count: 1 } local || !Base64.IsValid((string?)local["JWKS"]))
            yield return "must specify exactly one of Local or Remote, base64";
        else if (JsonNode.Parse(Convert.FromBase64String((string)local["JWKS"]!))?["keys"] is not JsonArray { Count: > 0 })
            yield return "no keys";
        foreach (var location in entry["Locations"]!.AsArray().Select(l => l!.AsObject()))
        {
            if (location.Count != 1 || location["Header"] is not JsonObject header || Members(header, "Name", "ValuePrefix", "Forward").Any() || string.IsNullOrEmpty((string?)header["Name"]))
                yield return "must set exactly one of: JWT location header, query param or cookie";
        }
    }

    private static bool IsAction(JsonObject node) => (string?)node["Action"] is "allow" or "deny";

    private static IEnumerable<string> Members(JsonObject node, params string[] names) => node.Select(m => m.Key).Except(names).Select(name => $"unknown member {name}");

    /// <summary>Without what RE2 does not know: look-around and references.</summary>
    private static bool IsRegex(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,128}\z")]
    private static partial Regex MetaKey();
}
