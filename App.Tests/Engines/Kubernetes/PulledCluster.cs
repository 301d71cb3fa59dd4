using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Kubernetes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Engines.Pull;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Kubernetes;

/// <summary>A puller of a mesh's objects, Istio's when not said otherwise, before a real API server. Each has an environment of its own, so that one server does for many.</summary>
internal sealed class PulledCluster : IAsyncDisposable
{
    private const string Policies = "apis/security.istio.io/v1/authorizationpolicies";
    private const string Servers = "apis/policy.linkerd.io/v1beta3/servers";
    private static readonly HttpClient Anyone = new();

    private PulledCluster(PulledEngine puller, ApiServerProxy proxy) => (Puller, Proxy) = (puller, proxy);

    public PulledEngine Puller { get; }

    public ApiServerProxy Proxy { get; }

    public string Environment => Puller.Console.Scope.Environment;

    public static async Task<PulledCluster> StartAsync(KubernetesRig rig, Target target = Target.Istio)
    {
        var proxy = await ApiServerProxy.StartAsync(rig.Address);
        var scope = new BundleScope("e" + Guid.NewGuid().ToString("N")[..8], target);
        PulledEngine? puller = null;
        puller = await PulledEngine.StartAsync(scope, settings => KubernetesEngine.Create(settings.Scope, new KubernetesSettings { Kubeconfig = Kubeconfig(puller!.Root, proxy.Address) }, settings.Times.Proof));
        return new PulledCluster(puller, proxy);
    }

    /// <summary>A kubeconfig for whoever listens there.</summary>
    public static string Kubeconfig(string directory, Uri server)
    {
        var path = Path.Combine(directory, "kubeconfig");
        File.WriteAllText(path, $$$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: rig, cluster: {server: "{{{server}}}"}}]
            users: [{name: rig, user: {token: any}}]
            contexts: [{name: rig, context: {cluster: rig, user: rig}}]
            current-context: rig

            """);
        return path;
    }

    /// <summary>A policy as the compiler would label it.</summary>
    /// <param name="rules">YAML of the rules; null for none, which as an allow policy allows nothing.</param>
    /// <param name="digestOf">Other rules, to which the object's digest is left.</param>
    public string Policy(string part, string action, string? rules = "[{}]", string service = "api", string? digestOf = null) => $$"""
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata:
          name: access.{{Environment}}.{{service}}.{{part}}
          namespace: shop
          labels:
            access-console/environment: {{Environment}}
            access-console/part: {{part.Split('.')[0]}}
            access-console/service: {{service}}
            app.kubernetes.io/managed-by: access-console
          annotations:
            access-console/digest: sha256:{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(action + (digestOf ?? rules))))}}
        spec:
          selector:
            matchLabels:
              app: {{service}}
        {{(rules is null ? "" : $"  action: {action}\n  rules: {rules}\n")}}
        """;

    public Task PublishAsync(int revision, params IEnumerable<string> objects) => Puller.Console.PublishAsync(revision, Files(objects));

    public static BundleFile[] Files(params IEnumerable<string> objects) => [new BundleFile("istio/resources.yaml", Encoding.UTF8.GetBytes(string.Join("---\n", objects)))];

    /// <summary>Publishes these and has them in force.</summary>
    public async Task InForceAsync(int revision, params IEnumerable<string> objects)
    {
        await PublishAsync(revision, objects);
        Assert.True(await Puller.PullAsync(), Puller.Log);
        Proxy.Forget();
    }

    /// <summary>What the tests have in force first, as revision 5.</summary>
    public string[] Objects() => [Policy("default", "ALLOW", rules: null), Policy("callers", "DENY"), Policy("grant.a", "ALLOW")];

    /// <summary>Four writes: two objects changed or new, one new, one removed.</summary>
    public Task PublishNextAsync() => PublishAsync(
        6,
        Policy("default", "ALLOW", rules: null),
        Policy("callers", "DENY", """[{to: [{operation: {paths: ["/b"]}}]}]"""),
        Policy("grant.b", "ALLOW"),
        Policy("grant.c", "ALLOW"));

    /// <summary>Revision 5 is in force still, and what stands in the way of the next one is reported.</summary>
    /// <param name="more">Parts that are left besides.</param>
    public async Task AssertLastGoodAsync(string code, params string[] more)
    {
        Assert.Equal(code, Puller.LastCode);
        Assert.Equal("5", Puller.LastRevision);
        Assert.Equal(new[] { "callers", "default", "grant.a" }.Concat(more), await PartsAsync());
        Assert.Equal("[{}]", (await GetAsync("callers"))["spec"]!["rules"]!.ToJsonString());
    }

    /// <summary>What was compiled for production, as if it were for this environment.</summary>
    public byte[] InOwnEnvironment(BundleFile file) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(file.Content.Span)
        .Replace("access-console/environment: production", "access-console/environment: " + Environment, StringComparison.Ordinal)
        .Replace("access.production.", $"access.{Environment}.", StringComparison.Ordinal));

    /// <summary>The parts of this environment's policies that the server has.</summary>
    public async Task<string[]> PartsAsync() => [.. (await ListAsync()).Select(o => o["metadata"]!["name"]!.GetValue<string>().Split('.', 4)[3]).Order(StringComparer.Ordinal)];

    /// <summary>Names and access policies of this environment's Servers.</summary>
    public async Task<string[]> ServersAsync() => [.. (await ListAsync(Servers)).Select(o => $"{o["metadata"]!["name"]!.GetValue<string>().Split('.', 3)[2]} {o["spec"]!["accessPolicy"]}").Order(StringComparer.Ordinal)];

    public async Task<JsonNode> GetAsync(string part) => (await ListAsync()).Single(o => o["metadata"]!["name"]!.GetValue<string>() == NameOf(part));

    public string NameOf(string part, string service = "api") => $"access.{Environment}.{service}.{part}";

    /// <summary>Somebody else at the server, by server-side apply under a name of their own.</summary>
    public async Task ApplyAsOtherAsync(string part, string yaml)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, new MediaTypeHeaderValue("application/apply-patch+yaml"));
        using var answer = await Anyone.PatchAsync(new Uri(Proxy.Address, $"apis/security.istio.io/v1/namespaces/shop/authorizationpolicies/{NameOf(part)}?fieldManager=somebody&force=true"), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Puller.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    private async Task<JsonNode[]> ListAsync(string kind = Policies)
    {
        var text = await Anyone.GetStringAsync(new Uri(Proxy.Address, kind));
        return [.. JsonNode.Parse(text)!["items"]!.AsArray().Where(o => o!["metadata"]!["name"]!.GetValue<string>().StartsWith($"access.{Environment}.", StringComparison.Ordinal))!];
    }
}
