using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Compilation.Kubernetes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>Every object of one deployment, denies before allows, which is the order to apply them in.</summary>
internal sealed class DeploymentResources
{
    private const string ApiVersion = "security.istio.io/v1";

    private readonly CompilationInput input;
    private readonly CallerDirectory callers;
    private readonly DeploymentPolicy policy;
    private readonly IstioPlacement placement;
    private readonly ResourceWriter writer;
    private readonly RuleTree tree;

    private DeploymentResources(CompilationInput input, DeploymentPolicy policy, IstioPlacement placement)
    {
        (this.input, this.policy, this.placement) = (input, policy, placement);
        callers = CallerDirectory.Of(input.Policy.Principals);
        writer = new ResourceWriter(policy.Environment.Name, policy.Service.Name, placement.Namespace);
        tree = new RuleTree(policy.Deployment, placement);
    }

    private bool IsShadow => policy.Deployment.Mode == Mode.Shadow;

    private bool ReadsTokens => policy.Deployment.Protocol != Protocol.Tcp;

    /// <returns>YAML documents; empty where Istio does not enforce the deployment.</returns>
    public static string Of(CompilationInput input, DeploymentPolicy policy)
    {
        if (IstioPlacement.Of(policy.Service.Name, policy.Deployment) is not { } placement)
            return "";
        var resources = new DeploymentResources(input, policy, placement);
        resources.Write();
        return resources.writer.ToString();
    }

    private void Write()
    {
        // An allow policy that allows nothing. It is never pruned, so that what was governed once stays closed when its service is gone.
        Write("AuthorizationPolicy", "default", Tree.Object(Place()), isDryRun: IsShadow);
        if (IstioCoverage.IsBlockingInShadow(callers, policy.Deployment))
            return;
        if (!IsShadow)
            WriteAuthentication();
        WritePolicies("DENY", "callers", null, new CallerRules(callers, policy, placement).All());
        WriteGrants(Effect.Deny);
        WritePolicies("ALLOW", "ungoverned", null, IsolationRules.Of(callers, policy.Deployment, placement));
        WriteGrants(Effect.Allow);
    }

    private void WriteAuthentication()
    {
        if (placement.IsLaterHop && !placement.IsWaypoint)
            Write("PeerAuthentication", "peers", StrictMutualTls());
        var issuers = ReadsTokens ? JwtRules().ToArray() : [];
        if (issuers.Length > 0)
            Write("RequestAuthentication", "tokens", Tree.Object(Place(), ("jwtRules", Tree.List(issuers))));
    }

    private MappingNode StrictMutualTls()
    {
        var strict = Tree.Object(("mode", Tree.Text("STRICT")));
        return placement.Port is { } port
            ? Tree.Object(Place(), ("portLevelMtls", Tree.Object((port.ToString(CultureInfo.InvariantCulture), strict))))
            : Tree.Object(Place(), ("mtls", strict));
    }

    /// <summary>How tokens verify. A provider without keys verifies none and is left out: its tokens are then refused as tokens of nobody.</summary>
    private IEnumerable<DocumentNode> JwtRules() =>
        from provider in callers.Issuers
        let settings = provider.Oidc!
        let keys = VerificationKey.Of(settings, input.KeysOf(provider))
        where !keys.IsEmpty
        select Tree.Object(
            ("issuer", Tree.Text(settings.Issuer)),
            ("audiences", Tree.List([settings.AudienceFor(policy.Environment.Name, policy.Service.Name)])),
            ("jwks", Tree.Text(KeySetJson.Of(keys))),
            ("fromHeaders", Tree.List(Header(settings))),
            ("forwardOriginalToken", Tree.Flag(false)));

    /// <summary>The provider's one header, which also keeps Istio from looking for tokens in the query.</summary>
    private static MappingNode Header(OidcSettings settings) =>
        string.Equals(settings.TokenHeader, OidcSettings.DefaultTokenHeader, StringComparison.OrdinalIgnoreCase)
            ? Tree.Object(("name", Tree.Text(OidcSettings.DefaultTokenHeader)), ("prefix", Tree.Text("Bearer ")))
            : Tree.Object(("name", Tree.Text(settings.TokenHeader.ToLowerInvariant())));

    private void WriteGrants(Effect effect)
    {
        var grants = new GrantRules(callers, policy, placement);
        foreach (var rule in policy.Rules.Where(r => r.Effect == effect))
            WritePolicies(effect == Effect.Allow ? "ALLOW" : "DENY", PartOf(rule.Grant), rule.Grant.Name, grants.Of(rule));
    }

    /// <summary>Generated grants are called after the deployment and what they are for.</summary>
    private static string PartOf(Grant grant) => grant.Name.LastIndexOf('/') is var slash and >= 0 ? grant.Name[(slash + 1)..] : "grant." + grant.Name;

    private void WritePolicies(string action, string part, string? grant, IEnumerable<IstioRule> rules)
    {
        foreach (var (index, piece) in RuleParts.Of(rules).Index())
        {
            var name = index == 0 ? part : string.Create(CultureInfo.InvariantCulture, $"{part}.{index + 1}");
            Write("AuthorizationPolicy", name, Tree.Object(Place(), ("action", Tree.Text(action)), ("rules", tree.Of(piece))), grant, IsShadow);
        }
    }

    /// <summary>Where the object applies: the pods, or the Kubernetes Service whose waypoint enforces it.</summary>
    private (string Name, DocumentNode? Value) Place() => placement.IsWaypoint
        ? ("targetRefs", Tree.List(Tree.Object(("group", Tree.Text("")), ("kind", Tree.Text("Service")), ("name", Tree.Text(placement.Service)))))
        : ("selector", Tree.Object(("matchLabels", Tree.Texts(placement.Selector))));

    /// <param name="grant">The grant whose rules it holds; null for what serves all of them.</param>
    /// <param name="isDryRun">Whether Istio is to decide, record, and let pass.</param>
    private void Write(string kind, string part, MappingNode spec, string? grant = null, bool isDryRun = false) =>
        writer.Write(ApiVersion, kind, part, spec, Annotations(grant, isDryRun));

    private static IEnumerable<KeyValuePair<string, string>> Annotations(string? grant, bool isDryRun)
    {
        if (grant is not null)
            yield return new(ResourceWriter.AnnotationPrefix + "grant", grant);
        if (isDryRun)
            yield return new("istio.io/dry-run", "true");
    }
}
