using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Compilation.Kubernetes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>Every object of one deployment, what closes before what opens: who applies them in this order opens nothing on the way.</summary>
internal sealed class DeploymentResources
{
    private const string Group = "policy.linkerd.io";
    private const string Routing = Group + "/v1beta3";
    private const string Policies = Group + "/v1alpha1";
    private const string Default = "default";

    private readonly PrincipalDirectory directory;
    private readonly DeploymentPolicy policy;
    private readonly LinkerdPlacement placement;
    private readonly MeshCallers callers;
    private readonly ResourceWriter writer;

    private DeploymentResources(PrincipalDirectory directory, DeploymentPolicy policy, LinkerdPlacement placement)
    {
        (this.directory, this.policy, this.placement) = (directory, policy, placement);
        callers = MeshCallers.Of(directory);
        writer = new ResourceWriter(policy.Environment.Name, policy.Service.Name, placement.Namespace);
    }

    private bool IsShadow => policy.Deployment.Mode == Mode.Shadow;

    /// <returns>YAML documents; empty where Linkerd does not enforce the deployment.</returns>
    public static string Of(PrincipalDirectory directory, DeploymentPolicy policy)
    {
        if (LinkerdPlacement.Of(policy.Deployment) is not { } placement)
            return "";
        var resources = new DeploymentResources(directory, policy, placement);
        resources.Write();
        return resources.writer.ToString();
    }

    private void Write()
    {
        // Denies by itself. It is never pruned, so that what was governed once stays closed when its service is gone.
        writer.Write(Routing, "Server", Default, Server());
        if (policy.Deployment.Protocol == Protocol.Tcp)
            WriteConnections();
        else
            WriteRequests();
    }

    private MappingNode Server() => Tree.Object(
        ("accessPolicy", Tree.Text(IsShadow ? "audit" : "deny")),
        ("podSelector", Tree.Object(("matchLabels", Tree.Texts(placement.Selector)))),
        ("port", Tree.Number(placement.Port)),
        ("proxyProtocol", Tree.Text(policy.Deployment.Protocol switch
        {
            // Told from the connection's beginning; what is no HTTP is refused.
            Protocol.Http => "unknown",
            Protocol.Grpc => "HTTP/2",
            Protocol.Tcp => "opaque",
        })));

    private void WriteConnections()
    {
        var admission = placement.IsLaterHop ? Gateway() : new CellDecision(callers, readsTokens: false, RequestCells.OfConnection(policy)).Admission;
        Authorize(admission, "Server", [Default]);
    }

    private void WriteRequests()
    {
        var routes = new RouteMatches();
        if (placement.IsLaterHop)
            routes.AddEverything(Gateway());
        else
            AddRules(routes);
        // As soon as there is one route, what none matches is refused, and in shadow nothing may be.
        if (IsShadow && !placement.IsLaterHop)
            routes.AddEverything(Admission.Nobody);

        var written = routes.All().Select(r => (r.Admission, Parts: WriteRoutes(r.Admission, r.Matches).ToArray())).ToArray();
        foreach (var (admission, parts) in written)
            Authorize(admission, "HTTPRoute", parts);
        if (!IsShadow && !placement.IsLaterHop)
            WriteLimits();
    }

    private void AddRules(RouteMatches routes)
    {
        var decided = new Dictionary<ImmutableArray<DeploymentRule>, Admission>();
        foreach (var cell in RequestCells.Of(policy) ?? [])
        {
            if (!decided.TryGetValue(cell.Rules, out var admission))
                decided.Add(cell.Rules, admission = new CellDecision(callers, readsTokens: true, cell.Rules).Admission);
            if (!admission.IsNobody)
                routes.Add(admission, cell);
        }
    }

    /// <summary>The gateway before this hop; all that it forwards is one caller here.</summary>
    private Admission Gateway() => placement.Gateway is { } gateway ? Admission.Of(MeshName.Of(gateway)) : Admission.Nobody;

    private IEnumerable<string> WriteRoutes(Admission admission, IReadOnlyList<DocumentNode> matches)
    {
        var filters = IsShadow ? null : HeaderFilters.Of(directory);
        foreach (var (index, part) in matches.Chunk(RouteMatches.MaxInARoute).Index())
        {
            var name = Numbered(admission.IsNobody ? "unmatched" : admission.Key, index);
            writer.Write(Routing, "HTTPRoute", name, Tree.Object(
                ("parentRefs", Tree.List(Reference("Server", Default))),
                ("rules", Tree.List(part.Chunk(RouteMatches.MaxInARule).Select(m => Tree.Object(("matches", Tree.List(m)), ("filters", filters)))))));
            yield return name;
        }
    }

    /// <summary>Lets the callers do what the targets are about. Without anybody there is nothing to write: a target that no policy names is closed.</summary>
    private void Authorize(Admission admission, string kind, IReadOnlyList<string> targets)
    {
        if (admission.IsNobody)
            return;
        var authentications = WriteAuthentications(admission).ToArray();
        foreach (var (target, authentication) in targets.SelectMany(t => authentications, (t, a) => (t, a)))
        {
            var name = kind == "Server" ? authentication.Part : $"{target}.{authentication.Part.Split('.')[^1]}";
            writer.Write(Policies, "AuthorizationPolicy", name, Tree.Object(
                ("requiredAuthenticationRefs", Tree.List(Reference(authentication.Kind, authentication.Part))),
                ("targetRef", Reference(kind, target))));
        }
    }

    private IEnumerable<(string Kind, string Part)> WriteAuthentications(Admission admission)
    {
        if (admission.Equals(Admission.Everybody))
        {
            // A policy without any authentication would say the same, and also by mistake.
            var name = Numbered(admission.Key, 0);
            writer.Write(Policies, "NetworkAuthentication", name, Tree.Object(
                ("networks", Tree.List(Tree.Object(("cidr", Tree.Text("0.0.0.0/0"))), Tree.Object(("cidr", Tree.Text("::/0")))))));
            yield return ("NetworkAuthentication", name);
            yield break;
        }

        foreach (var (index, names) in NameParts.Of(admission.Names).Index())
        {
            var name = Numbered(admission.Key, index);
            writer.Write(Policies, "MeshTLSAuthentication", name, Tree.Object(("identities", Tree.List(names))));
            yield return ("MeshTLSAuthentication", name);
        }
    }

    private void WriteLimits()
    {
        var limits = RateLimits.Of(callers, policy).BySecond;
        if (limits.IsEmpty)
            return;
        writer.Write(Policies, "HTTPLocalRateLimitPolicy", "limits", Tree.Object(
            ("overrides", Tree.List(limits.Select(limit => Tree.Object(
                ("requestsPerSecond", Tree.Number(limit.Key)),
                ("clientRefs", Tree.List(limit.Value.Select(a => Tree.Object(("kind", Tree.Text("ServiceAccount")), ("name", Tree.Text(a.Name)), ("namespace", Tree.Text(a.Namespace)))))))))),
            ("targetRef", Reference("Server", Default))));
    }

    private MappingNode Reference(string kind, string part) => Tree.Object(
        ("group", Tree.Text(Group)), ("kind", Tree.Text(kind)), ("name", Tree.Text(writer.NameOf(part))));

    private static string Numbered(string part, int index) => string.Create(CultureInfo.InvariantCulture, $"{part}.{index + 1}");
}
