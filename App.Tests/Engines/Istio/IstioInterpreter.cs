using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AccessConsole.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>
/// Decides requests by Istio's objects as Istio's reference says they are read. It stands in for Istio, which does not run on the machines
/// that test this, and shares nothing with the compiler.
/// </summary>
internal sealed class IstioInterpreter(IReadOnlyList<IstioObject> objects, IstioWorkload workload)
{
    private readonly ImmutableArray<IstioObject> own = [.. objects.Where(o => o.IsFor(workload))];

    /// <param name="inDryRun">Whether to say what the policies marked as a dry run would say; in force they are as if they were not there.</param>
    public bool Allows(IstioRequest request, bool inDryRun = false)
    {
        if (request.Peer is null && own.Any(IsStrict))
            return false;
        JsonObject? claims = null;
        if (workload.IsHttp)
        {
            var rules = own.Where(o => o.Kind == "RequestAuthentication").SelectMany(o => o.Spec.List("jwtRules").OfType<YamlMappingNode>());
            var outcome = IstioTokens.Authenticate(rules, request.Headers, request.Time);
            if (outcome.IsRefused)
                return false;
            request = request with { Headers = outcome.Headers, Path = IstioPath.Normalize(request.Path) };
            claims = outcome.Claims;
        }

        var policies = own.Where(o => o.Kind == "AuthorizationPolicy" && (inDryRun || !o.IsDryRun)).ToLookup(o => o.Spec.Text("action") ?? "ALLOW");
        if (policies["DENY"].Any(p => Matches(p, request, claims, isDeny: true)))
            return false;
        return !policies["ALLOW"].Any() || policies["ALLOW"].Any(p => Matches(p, request, claims, isDeny: false));
    }

    private bool IsStrict(IstioObject o)
    {
        if (o.Kind != "PeerAuthentication")
            return false;
        var ofPort = o.Spec.Map("portLevelMtls")?.Map(workload.Port.ToString(CultureInfo.InvariantCulture));
        return (ofPort ?? o.Spec.Map("mtls"))?.Text("mode") == "STRICT";
    }

    private bool Matches(IstioObject policy, IstioRequest request, JsonObject? claims, bool isDeny) =>
        policy.Spec.List("rules").OfType<YamlMappingNode>().Any(rule => new IstioRuleReading(rule, workload, isDeny).Matches(request, claims));
}

/// <summary>One rule: from, to and when must all match; of each list of sources and of operations one must.</summary>
internal sealed class IstioRuleReading(YamlMappingNode rule, IstioWorkload workload, bool isDeny)
{
    private static readonly string[] HttpOnly = ["hosts", "notHosts", "methods", "notMethods", "paths", "notPaths"];

    public bool Matches(IstioRequest request, JsonObject? claims) =>
        AnyOf("from", "source", s => SourceMatches(s, request)) && AnyOf("to", "operation", o => OperationMatches(o, request))
        && rule.List("when").OfType<YamlMappingNode>().All(c => ConditionMatches(c, request, claims));

    private bool AnyOf(string list, string member, Func<YamlMappingNode, bool> matches) =>
        rule.Children.ContainsKey(list) is false || rule.List(list).OfType<YamlMappingNode>().Any(item => matches(item.Map(member)!));

    private static bool SourceMatches(YamlMappingNode source, IstioRequest request)
    {
        Expect(source, "principals", "notPrincipals");
        return In(source, "principals", value => PrincipalIs(request, value));
    }

    private bool OperationMatches(YamlMappingNode operation, IstioRequest request)
    {
        Expect(operation, [.. HttpOnly, "ports", "notPorts"]);
        if (!In(operation, "ports", value => value == workload.Port.ToString(CultureInfo.InvariantCulture)))
            return false;
        // On a connection that is no HTTP an allow with HTTP in it never matches, and a deny matches without it.
        if (!workload.IsHttp)
            return isDeny || !HttpOnly.Any(name => operation.Children.ContainsKey(name));
        return In(operation, "hosts", value => IstioMatch.Text(value.ToLowerInvariant(), request.Authority.ToLowerInvariant()))
            && In(operation, "methods", value => IstioMatch.Text(value, request.Method))
            && In(operation, "paths", value => IstioPath.Matches(value, request.Path));
    }

    private bool ConditionMatches(YamlMappingNode condition, IstioRequest request, JsonObject? claims)
    {
        Expect(condition, "key", "values", "notValues");
        var key = condition.Text("key")!;
        if (Inside("request.headers", key) is { } header)
            return !workload.IsHttp ? isDeny : In(condition, "values", value => HeaderIs(request, header, value));
        if (Inside("request.auth.claims", key) is { } claim)
            return !workload.IsHttp ? isDeny : In(condition, "values", value => ClaimIs(claims, claim, value));
        throw new InvalidOperationException($"no condition is called {key}");
    }

    /// <summary>One of the values, and none of those under the negated name.</summary>
    private static bool In(YamlMappingNode node, string name, Func<string, bool> matches)
    {
        var negated = "not" + char.ToUpperInvariant(name[0]) + name[1..];
        return (node.Texts(name) is not { Length: > 0 } values || values.Any(matches)) && !(node.Texts(negated) ?? []).Any(matches);
    }

    private static void Expect(YamlMappingNode node, params string[] names)
    {
        var unknown = node.Children.Keys.Select(k => ((YamlScalarNode)k).Value!).Except(names).ToArray();
        if (unknown.Length > 0)
            throw new InvalidOperationException($"unread fields: {string.Join(", ", unknown)}");
    }

    private static bool PrincipalIs(IstioRequest request, string value) => request.Peer is { } names
        && names.Any(name => value == "*" ? name.Length > 0 : value.StartsWith('*') ? name.StartsWith("spiffe://", StringComparison.Ordinal) && IstioMatch.Text(value, name) : IstioMatch.Text("spiffe://" + value, name));

    private static bool HeaderIs(IstioRequest request, string name, string value)
    {
        var values = request.Headers.Where(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ToArray();
        return values.Length > 0 && (value == "*" || IstioMatch.Text(value, string.Join(',', values)));
    }

    /// <summary>Texts, and lists of them by each member; nothing else has a value. Two claims are lists in a text.</summary>
    private static bool ClaimIs(JsonObject? claims, string name, string value)
    {
        IEnumerable<string> texts = claims?[name] switch
        {
            JsonArray list => list.Select(AsText).OfType<string>(),
            { } node when AsText(node) is { } text => name is "scope" or "permission" ? text.Split(' ') : [text],
            _ => [],
        };
        return texts.Any(text => IstioMatch.Text(value, text));
    }

    private static string? AsText(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string? Inside(string name, string key) => key.StartsWith(name + "[", StringComparison.Ordinal) && key.EndsWith(']') ? key[(name.Length + 1)..^1] : null;
}

internal static class IstioMatch
{
    public static bool Text(string pattern, string text)
    {
        if (pattern == "*")
            return Regex.IsMatch(text, @"\A[^\n]+\z");
        if (pattern.StartsWith('*'))
            return text.EndsWith(pattern[1..], StringComparison.Ordinal);
        return pattern.EndsWith('*') ? text.StartsWith(pattern[..^1], StringComparison.Ordinal) : text == pattern;
    }
}

/// <summary>Paths: the mesh's default normalization, wildcards at either end, and templates.</summary>
internal static partial class IstioPath
{
    /// <summary>What a segment or rest of a template may hold: the characters of RFC 3986's paths.</summary>
    private const string Characters = "[A-Za-z0-9._~%!$&'()*+,;:@=-]";

    /// <summary>Backslashes are slashes, unreserved characters stand unescaped, dot segments are resolved; nothing else changes.</summary>
    public static string Normalize(string path)
    {
        var text = Escape().Replace(path.Replace('\\', '/'), m =>
        {
            var c = (char)Convert.ToByte(m.Value[1..], 16);
            return char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' ? c.ToString() : m.Value;
        });
        var segments = new List<string>();
        var parts = text.Split('/')[1..];
        foreach (var (i, part) in parts.Index())
        {
            var isLast = i == parts.Length - 1;
            if (part == ".." && segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
            if (part is not ("." or ".."))
                segments.Add(part);
            else if (isLast)
                segments.Add("");
        }

        return "/" + string.Join('/', segments);
    }

    public static bool Matches(string pattern, string path)
    {
        if (!pattern.Contains("{*}", StringComparison.Ordinal) && !pattern.Contains("{**}", StringComparison.Ordinal))
            return IstioMatch.Text(pattern, path);
        var regex = Regex.Escape(pattern).Replace(@"\{\*}", Characters + "+", StringComparison.Ordinal).Replace(@"\{\*\*}", Characters.Replace("[", "[/", StringComparison.Ordinal) + "*", StringComparison.Ordinal);
        return Regex.IsMatch(path, $@"\A{regex}\z");
    }

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();
}
