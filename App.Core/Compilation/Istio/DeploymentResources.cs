using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>Every object of one deployment, denies before allows: who applies them in this order opens nothing on the way.</summary>
internal sealed class DeploymentResources
{
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
        writer = new ResourceWriter(policy.Environment.Name, policy.Service.Name, placement);
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
        writer.Write("AuthorizationPolicy", "default", Tree.Object(writer.Place()), isDryRun: IsShadow);
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
            writer.Write("PeerAuthentication", "peers", StrictMutualTls());
        var issuers = ReadsTokens ? JwtRules().ToArray() : [];
        if (issuers.Length > 0)
            writer.Write("RequestAuthentication", "tokens", Tree.Object(writer.Place(), ("jwtRules", Tree.List(issuers))));
    }

    private MappingNode StrictMutualTls()
    {
        var strict = Tree.Object(("mode", Tree.Text("STRICT")));
        return placement.Port is { } port
            ? Tree.Object(writer.Place(), ("portLevelMtls", Tree.Object((port.ToString(CultureInfo.InvariantCulture), strict))))
            : Tree.Object(writer.Place(), ("mtls", strict));
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
            writer.Write("AuthorizationPolicy", name, Tree.Object(writer.Place(), ("action", Tree.Text(action)), ("rules", tree.Of(piece))), grant, IsShadow);
        }
    }
}
