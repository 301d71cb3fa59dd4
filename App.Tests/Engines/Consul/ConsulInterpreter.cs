using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>
/// Decides requests by config entries as Consul's reference says they are read, under a default of deny. It stands in for a Consul that has such
/// entries, which does not run on the machines that test this, and shares nothing with the compiler.
/// </summary>
internal sealed class ConsulInterpreter(JsonArray entries, string service, string trustDomain, bool isHttp = true)
{
    private static readonly ConcurrentDictionary<string, Regex> Known = new(StringComparer.Ordinal);

    private readonly JsonObject[] all = [.. entries.Select(e => e!.AsObject())];
    private JsonObject[]? providers;

    public bool Allows(ConsulRequest request)
    {
        if (request.Peer is null)
            return false;
        // Precedence: an exact destination before any, in it an exact source before any. The first that fits is the only one that counts.
        var sources = from destination in (string[])[service, "*"]
                      from entry in all
                      where (string?)entry["Kind"] == "service-intentions" && (string?)entry["Name"] == destination
                      from source in entry["Sources"]!.AsArray().Select(s => s!.AsObject()).OrderBy(s => (string?)s["Name"] == "*")
                      where IsFrom(source, request)
                      select source;
        return sources.FirstOrDefault() is { } decisive && Decide(decisive, request);
    }

    private bool Decide(JsonObject source, ConsulRequest request)
    {
        if (source["Permissions"] is not JsonArray permissions)
            return (string?)source["Action"] == "allow";
        // Intentions about requests deny where the service does not speak http.
        if (!isHttp)
            return false;
        var tokens = ConsulTokens.Authenticate(providers ??= [.. Providers()], request.Headers, request.Time);
        var seen = request with { Path = ConsulPath.Normalize(request.Path), Headers = tokens.Headers };
        var first = permissions.Select(p => p!.AsObject()).FirstOrDefault(p => HttpMatches(p["HTTP"]!.AsObject(), seen));
        return first is not null && (string?)first["Action"] == "allow" && HasToken(first, tokens);
    }

    /// <summary>The providers that intentions for this service ask for: no other is configured at its sidecar.</summary>
    private IEnumerable<JsonObject> Providers()
    {
        var asked = all.Where(e => (string?)e["Kind"] == "service-intentions" && (string?)e["Name"] == service)
            .SelectMany(e => e["Sources"]!.AsArray()).SelectMany(s => s!["Permissions"]?.AsArray() ?? []).SelectMany(p => p!["JWT"]?["Providers"]?.AsArray() ?? [])
            .Select(p => (string)p!["Name"]!).ToHashSet(StringComparer.Ordinal);
        return all.Where(e => (string?)e["Kind"] == "jwt-provider" && asked.Contains((string)e["Name"]!));
    }

    /// <summary>The name of the service in its certificate, whatever the datacenter; any name of the default namespace for a star.</summary>
    private bool IsFrom(JsonObject source, ConsulRequest request)
    {
        var name = (string)source["Name"]!;
        return request.Peer!.Value.Any(uri => IsFullMatch($"spiffe://{Regex.Escape(trustDomain)}/ns/default/dc/[^/]+/svc/{(name == "*" ? "[^/]+" : name)}", uri));
    }

    private static bool HttpMatches(JsonObject http, ConsulRequest request) =>
        (http["PathExact"] is not { } exact || request.Path == (string?)exact)
        && (http["PathPrefix"] is not { } prefix || request.Path.StartsWith((string)prefix!, StringComparison.Ordinal))
        && (http["PathRegex"] is not { } regex || IsFullMatch((string)regex!, request.Path))
        && (http["Methods"] is not JsonArray methods || methods.Any(m => (string?)m == request.Method))
        && (http["Header"] is not JsonArray headers || headers.All(h => HeaderMatches(h!.AsObject(), request)));

    /// <summary>A header that is missing fits where presence is asked for and inverted, and nowhere else.</summary>
    private static bool HeaderMatches(JsonObject match, ConsulRequest request)
    {
        var isInverted = (bool?)match["Invert"] ?? false;
        var values = request.Headers.Where(h => string.Equals(h.Key, (string?)match["Name"], StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ToArray();
        if ((bool?)match["Present"] ?? false)
            return (values.Length > 0) != isInverted;
        return values.Length > 0 && IsFullMatch((string)match["Regex"]!, string.Join(',', values)) != isInverted;
    }

    private static bool HasToken(JsonObject permission, ConsulTokens.Outcome tokens) =>
        permission["JWT"]?["Providers"] is not JsonArray { Count: > 0 } providers
        || providers.Any(p => tokens.Payloads.TryGetValue((string)p!["Name"]!, out var claims) && (p["VerifyClaims"]?.AsArray() ?? []).All(c => ClaimIs(claims, c!)));

    /// <summary>A text that is the value, or a list that has it.</summary>
    private static bool ClaimIs(JsonObject claims, JsonNode wanted)
    {
        JsonNode? node = claims;
        foreach (var step in wanted["Path"]!.AsArray())
            node = (node as JsonObject)?[(string)step!];
        var value = (string?)wanted["Value"] ?? "";
        return node is JsonArray list ? list.Any(item => Text(item) == value) : Text(node) == value;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool IsFullMatch(string pattern, string text) =>
        Known.GetOrAdd(pattern, p => new Regex($@"\A(?:{p})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)).IsMatch(text);
}

/// <summary>The mesh's normalization of paths where the operator does not turn it off: unreserved characters unescaped, dot segments resolved, backslashes turned.</summary>
internal static partial class ConsulPath
{
    public static string Normalize(string path)
    {
        var text = Escape().Replace(path.Replace('\\', '/'), m => (char)Convert.ToByte(m.Value[1..], 16) is var c && (char.IsAsciiLetterOrDigit(c) || "-._~".Contains(c)) ? c.ToString() : m.Value);
        var kept = new List<string>();
        var parts = text.Split('/')[1..];
        foreach (var (index, part) in parts.Index())
        {
            if (part is not ("." or ".."))
            {
                kept.Add(part);
                continue;
            }

            if (part == ".." && kept.Count > 0)
                kept.RemoveAt(kept.Count - 1);
            if (index == parts.Length - 1)
                kept.Add("");
        }

        return "/" + string.Join('/', kept);
    }

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();
}
