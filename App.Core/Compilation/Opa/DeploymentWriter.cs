using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>Writes one deployment with its rules and the index by which they are found.</summary>
internal static class DeploymentWriter
{
    public static CompiledOpaDeployment Write(DeploymentPolicy policy)
    {
        var json = new OpaJson();
        var deployment = policy.Deployment;
        var hops = new OpaHops(deployment);
        json.BeginObject()
            .Name("anyone").Texts(policy.AnyoneRules.Select(r => r.Grant.Name))
            .Name("broad");
        WriteBroadRules(json, policy);
        json.Name("forwards_token").Flag(hops.ForwardsToken)
            .Name("gateways").Texts(hops.Gateways)
            .Name("isolation").Text(deployment.Isolation == Isolation.All ? "all" : "pipelines")
            .Name("mode").Text(deployment.Mode == Mode.Enforce ? "enforce" : "shadow")
            .Name("narrow");
        WriteNarrowRules(json, policy);
        json.Name("protocol").Text(NameOf(deployment.Protocol))
            .Name("rules").BeginObject();
        foreach (var rule in policy.Rules)
            RuleWriter.Write(json.Name(rule.Grant.Name), rule);
        json.EndObject()
            .Name("unidentified").Text(deployment.Unidentified == Unidentified.Deny ? "deny" : "allow")
            .Name("web_socket").Flag(deployment.WebSocket)
            .EndObject();
        return new CompiledOpaDeployment(policy, json.Written, [.. SetsOf(policy)]);
    }

    private static IEnumerable<KeyValuePair<string, PrincipalSet>> SetsOf(DeploymentPolicy policy) =>
        policy.BroadRules.Select(r => r.Principals).Distinct().Select(set => KeyValuePair.Create(PrincipalKey.Of(set), set));

    private static void WriteBroadRules(OpaJson json, DeploymentPolicy policy)
    {
        json.BeginArray();
        foreach (var rule in policy.BroadRules)
            json.BeginObject().Name("grant").Text(rule.Grant.Name).Name("set").Text(PrincipalKey.Of(rule.Principals)).EndObject();
        json.EndArray();
    }

    private static void WriteNarrowRules(OpaJson json, DeploymentPolicy policy)
    {
        json.BeginObject();
        // INVARIANT (key order): references are ordered by kind and name, which is how their keys are ordered.
        foreach (var principal in policy.Rules.Where(r => r.Principals.IsSmall).SelectMany(r => r.Principals.Members).Distinct().OrderBy(p => p.Reference))
            json.Name(PrincipalKey.Of(principal)).Texts(policy.NarrowRulesFor(principal).Select(r => r.Grant.Name));
        json.EndObject();
    }

    private static string NameOf(Protocol protocol) => protocol switch
    {
        Protocol.Http => "http",
        Protocol.Grpc => "grpc",
        Protocol.Tcp => "tcp",
    };
}
