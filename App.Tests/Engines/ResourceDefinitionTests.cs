using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines;

/// <summary>The API server that judges what is emitted takes what the engines' definitions allow, and objects to one wrong word of each kind.</summary>
public sealed class ResourceDefinitionTests
{
    public static TheoryData<string, string, string, string> Objects => new()
    {
        { "RequestAuthentication", "security.istio.io/v1", """{"selector":{"matchLabels":{"app":"a"}},"jwtRules":[{"issuer":"https://a.example","jwks":"{}"}]}""", "jwks" },
        { "PeerAuthentication", "security.istio.io/v1", """{"mtls":{"mode":"STRICT"}}""", "mode" },
        { "AuthorizationPolicy", "security.istio.io/v1", """{"action":"DENY","rules":[{"to":[{"operation":{"methods":["GET"]}}]}]}""", "operation" },
        { "Server", "policy.linkerd.io/v1beta3", """{"podSelector":{"matchLabels":{"app":"a"}},"port":8080,"proxyProtocol":"HTTP/1","accessPolicy":"audit"}""", "accessPolicy" },
        {
            "HTTPRoute", "policy.linkerd.io/v1beta3",
            """{"parentRefs":[{"group":"policy.linkerd.io","kind":"Server","name":"a"}],"rules":[{"matches":[{"path":{"type":"Exact","value":"/a"},"method":"GET"}]}]}""", "matches"
        },
        {
            "AuthorizationPolicy", "policy.linkerd.io/v1alpha1",
            """{"targetRef":{"group":"policy.linkerd.io","kind":"HTTPRoute","name":"a"},"requiredAuthenticationRefs":[{"group":"policy.linkerd.io","kind":"MeshTLSAuthentication","name":"a"}]}""",
            "requiredAuthenticationRefs"
        },
        { "MeshTLSAuthentication", "policy.linkerd.io/v1alpha1", """{"identities":["spiffe://acme.example/a"]}""", "identities" },
        { "NetworkAuthentication", "policy.linkerd.io/v1alpha1", """{"networks":[{"cidr":"10.0.0.0/8"}]}""", "cidr" },
        { "HTTPLocalRateLimitPolicy", "policy.linkerd.io/v1alpha1", """{"targetRef":{"group":"policy.linkerd.io","kind":"Server","name":"a"},"identity":{"requestsPerSecond":5}}""", "requestsPerSecond" },
    };

    [Fact]
    public async Task Objects_OfEveryKind_AreTaken_AndNotWithAWordThatTheirDefinitionsDoNotHave()
    {
        await using var server = await KubernetesRig.StartAsync();
        foreach (var (kind, version, spec, word) in Objects.Select(o => o.Data))
        {
            var text = $$"""{"apiVersion":"{{version}}","kind":"{{kind}}","metadata":{"name":"a","namespace":"shop"},"spec":{{spec}}}""";
            Assert.Null(await server.CreateAsync(text));
            Assert.Contains("unknown field", await server.CreateAsync(text.Replace($"\"{word}\"", $"\"{word}Of\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        await AssertEntry(server, """{"Kind":"service-intentions","Name":"*","Sources":[{"Name":"a","Type":"consul","Permissions":[{"Action":"allow","HTTP":{"PathPrefix":"/a","Methods":["GET"]}}]}]}""", "PathPrefix");
        await AssertEntry(server, """{"Kind":"jwt-provider","Name":"ci","Issuer":"https://a.example","JSONWebKeySet":{"Local":{"JWKS":"e30="}},"CacheConfig":{"Size":0},"Meta":{"a":"b"}}""", "JWKS");
    }

    private static async Task AssertEntry(KubernetesRig server, string entry, string word)
    {
        Assert.Null(await server.CreateAsync(ConsulEntry.ToKubernetes(JsonNode.Parse(entry)!.AsObject())));
        foreach (var wrong in (string[])[$"{word}Of", char.ToLowerInvariant(word[0]) + word[1..]])
            Assert.Contains("unknown field", await server.CreateAsync(ConsulEntry.ToKubernetes(JsonNode.Parse(entry.Replace($"\"{word}\"", $"\"{wrong}\"", StringComparison.Ordinal))!.AsObject())), StringComparison.Ordinal);
    }
}
