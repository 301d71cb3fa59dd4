using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using AccessConsole.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>
/// Decides requests by Linkerd's objects as its reference and its proxy say they are read. It stands in for Linkerd, which does not run on the
/// machines that test this, and shares nothing with the compiler.
/// </summary>
internal sealed class LinkerdInterpreter
{
    private const string Group = "policy.linkerd.io";

    private static readonly ConcurrentDictionary<string, Regex> Expressions = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<LinkerdObject> objects;
    private readonly LinkerdObject? server;
    private readonly LinkerdObject[] routes;

    public LinkerdInterpreter(IReadOnlyList<LinkerdObject> objects, LinkerdPod pod)
    {
        this.objects = [.. objects.Where(o => o.Namespace == pod.Namespace)];
        // The admission controller refuses a second one for the same pods and port.
        server = this.objects.SingleOrDefault(o => o.Kind == "Server" && Selects(o, pod));
        routes = server is null ? [] : [.. this.objects.Where(o => o.Kind == "HTTPRoute" && o.Spec.List("parentRefs").OfType<YamlMappingNode>().Any(r => Refers(r, "Server", server.Name)))];
    }

    public string Protocol => server?.Spec.Text("proxyProtocol") ?? "unknown";

    /// <summary>Requests a second that the client may make; null for any number.</summary>
    public int? LimitOf(string serviceAccount, string @namespace) => objects.Where(o => o.Kind == "HTTPLocalRateLimitPolicy" && Refers(o.Spec.Map("targetRef")!, "Server", server!.Name))
        .SelectMany(o => o.Spec.List("overrides").OfType<YamlMappingNode>())
        .Where(l => l.List("clientRefs").OfType<YamlMappingNode>().Any(r => r.Text("kind") == "ServiceAccount" && r.Text("name") == serviceAccount && r.Text("namespace") == @namespace))
        .Select(l => (int?)int.Parse(l.Text("requestsPerSecond")!, CultureInfo.InvariantCulture)).SingleOrDefault();

    /// <param name="inAudit">Whether to say what an auditing server would deny if it did.</param>
    public bool Allows(LinkerdRequest request, bool inAudit = false)
    {
        if (server is null)
            return false;
        var isAudit = !inAudit && server.Spec.Text("accessPolicy") == "audit";
        if (Protocol == "opaque")
            return isAudit || IsAuthorized("Server", server.Name, request.Client);
        if (routes.Length == 0)
            return isAudit || IsAuthorized("Server", server.Name, request.Client);
        return Find(request) is { } route && (isAudit || IsAuthorized("HTTPRoute", route.Name, request.Client) || IsAuthorized("Server", server.Name, request.Client));
    }

    /// <summary>What the route takes out of the request.</summary>
    public IReadOnlyCollection<string> RemovedHeaders(LinkerdRequest request) =>
        [.. Find(request)!.Spec.List("rules").OfType<YamlMappingNode>().First(r => Length(r, request) is not null).List("filters").OfType<YamlMappingNode>()
            .Where(f => f.Text("type") == "RequestHeaderModifier").SelectMany(f => f.Map("requestHeaderModifier")!.Texts("remove")!)];

    /// <summary>
    /// The one route that binds the request: the longest match of the path, of whichever type, and then one with a method. A tie would go to the
    /// older object, which nobody knows here: there must be none.
    /// </summary>
    private LinkerdObject? Find(LinkerdRequest request)
    {
        var matching = from route in routes
                       let best = route.Spec.List("rules").OfType<YamlMappingNode>().Select(rule => Length(rule, request)).Max()
                       where best is not null
                       orderby best descending
                       select (Route: route, Best: best);
        var found = matching.Take(2).ToArray();
        if (found.Length > 1 && found[0].Best == found[1].Best)
            throw new InvalidOperationException($"two routes match {request} alike: {found[0].Route.Name}, {found[1].Route.Name}");
        return found.Length == 0 ? null : found[0].Route;
    }

    private static (int Path, bool HasMethod)? Length(YamlMappingNode rule, LinkerdRequest request) =>
        rule.List("matches").OfType<YamlMappingNode>().Select(m => Match(m, request)).Max();

    private static (int Path, bool HasMethod)? Match(YamlMappingNode match, LinkerdRequest request)
    {
        Expect(match, "method", "path");
        var method = match.Text("method");
        return (method is null || method == request.Method) && PathLength(match.Map("path")!, request.Path) is { } length ? (length, method is not null) : null;
    }

    private static int? PathLength(YamlMappingNode match, string path)
    {
        var value = match.Text("value")!;
        return match.Text("type") switch
        {
            "Exact" => value == path ? path.Length : null,
            "PathPrefix" => PrefixLength(value, path),
            "RegularExpression" => Expression(value).Match(path) is { Success: true, Index: 0 } found && found.Length == path.Length ? path.Length : null,
            var other => throw new InvalidOperationException($"no such path match: {other}"),
        };
    }

    private static int? PrefixLength(string value, string path)
    {
        if (value == "/")
            return 1;
        var prefix = value.TrimEnd('/');
        var whole = path.TrimEnd('/');
        return whole == prefix || whole.StartsWith(prefix + "/", StringComparison.Ordinal) ? prefix.Length : null;
    }

    private static Regex Expression(string text) => Expressions.GetOrAdd(text, t => new Regex(t, RegexOptions.CultureInvariant));

    private bool IsAuthorized(string kind, string name, string? client) =>
        objects.Any(o => o.Kind == "AuthorizationPolicy" && Refers(o.Spec.Map("targetRef")!, kind, name) && o.Spec.List("requiredAuthenticationRefs").OfType<YamlMappingNode>().All(r => Authenticates(r, client)));

    private bool Authenticates(YamlMappingNode reference, string? client)
    {
        // A policy that names what is not there is ignored.
        if (objects.SingleOrDefault(o => Refers(reference, o.Kind, o.Name)) is not { } authentication)
            return false;
        return authentication.Kind switch
        {
            "MeshTLSAuthentication" => client is not null && authentication.Spec.Texts("identities")!.Any(identity => Identifies(identity, client)),
            // Of the addresses that tests come from: none in particular.
            "NetworkAuthentication" => authentication.Spec.List("networks").OfType<YamlMappingNode>().Any(n => n.Text("cidr") == "0.0.0.0/0"),
            var other => throw new InvalidOperationException($"no authentication: {other}"),
        };
    }

    /// <summary>Patterns are of DNS names; a URI is itself.</summary>
    private static bool Identifies(string identity, string client)
    {
        if (identity == "*")
            return !client.StartsWith("spiffe:", StringComparison.Ordinal);
        return identity.StartsWith("*.", StringComparison.Ordinal)
            ? !client.StartsWith("spiffe:", StringComparison.Ordinal) && client.EndsWith(identity[1..], StringComparison.Ordinal)
            : identity == client;
    }

    private static bool Selects(LinkerdObject server, LinkerdPod pod) =>
        server.Spec.Text("port") == pod.Port.ToString(CultureInfo.InvariantCulture)
        && server.Spec.Map("podSelector")!.Map("matchLabels")!.Children.All(l => pod.Labels.GetValueOrDefault(((YamlScalarNode)l.Key).Value!) == ((YamlScalarNode)l.Value).Value);

    private static bool Refers(YamlMappingNode reference, string kind, string name) =>
        reference.Text("group") == Group && reference.Text("kind") == kind && reference.Text("name") == name;

    private static void Expect(YamlMappingNode node, params string[] names)
    {
        if (node.Children.Keys.Select(k => ((YamlScalarNode)k).Value).Except(names).FirstOrDefault() is { } unknown)
            throw new InvalidOperationException($"`{unknown}` is not understood here");
    }
}
