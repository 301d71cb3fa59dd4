using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Support;

/// <summary>
/// A real Kubernetes API server with the engines' own resource definitions (<c>Rigs/kubernetes/definitions</c>), strict about every field:
/// from the cache that <c>Rigs/kubernetes/build.sh</c> fills. Tests without it are skipped.
/// </summary>
public sealed class KubernetesRig : IAsyncDisposable
{
    private const string Missing = "no Kubernetes API server: run App.Tests/Rigs/kubernetes/build.sh";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly string Definitions = Repository.PathTo("App.Tests", "Rigs", "kubernetes", "definitions");

    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();
    private readonly List<Process> processes = [];
    private readonly HttpClient client;
    private readonly Dictionary<(string ApiVersion, string Kind), string> plurals = [];

    private KubernetesRig(int port)
    {
        // It makes its own certificate when it starts, for this machine only.
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        client = new HttpClient(handler) { BaseAddress = Address = new Uri($"https://127.0.0.1:{port}/") };
    }

    /// <summary>Where it listens; its certificate is its own, and whoever asks may do everything.</summary>
    public Uri Address { get; }

    private static string Cache => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "access-console", "rigs", "kubernetes");

    public static async Task<KubernetesRig> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Cache, "crd-server")) && File.Exists(Path.Combine(Cache, "etcd")), Missing);
        var (client, peer, api) = (FreePorts.Take(), FreePorts.Take(), FreePorts.Take());
        var rig = new KubernetesRig(api);
        rig.Run("etcd", "--data-dir", Path.Combine(rig.directory.Path, "etcd"), "--listen-client-urls", $"http://127.0.0.1:{client}", "--advertise-client-urls", $"http://127.0.0.1:{client}", "--listen-peer-urls", $"http://127.0.0.1:{peer}", "--unsafe-no-fsync");
        rig.Run("crd-server", "--etcd-servers", $"http://127.0.0.1:{client}", "--secure-port", $"{api}", "--cert-dir", Path.Combine(rig.directory.Path, "certificates"));
        await rig.UntilAsync("readyz", text => text == "ok");
        await rig.DefineAsync();
        return rig;
    }

    /// <summary>Creates an object, or finds that it could be.</summary>
    /// <param name="text">The object as YAML or JSON.</param>
    /// <returns>Null where the server takes it, else what it says.</returns>
    public async Task<string?> CreateAsync(string text, bool dryRun = true)
    {
        var root = Read(text);
        var (version, kind) = (Text(root, "apiVersion"), Text(root, "kind"));
        if (!plurals.TryGetValue((version, kind), out var plural))
            return $"no definition of {kind} in {version}";
        var @namespace = root["metadata"] is YamlMappingNode metadata && metadata.Children.ContainsKey("namespace") ? Text(metadata, "namespace") : "default";
        var answer = await PostAsync($"apis/{version}/namespaces/{@namespace}/{plural}?fieldValidation=Strict{(dryRun ? "&dryRun=All" : "")}", text);
        return answer.IsSuccess ? null : answer.Text;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        foreach (var process in Enumerable.Reverse(processes))
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        directory.Dispose();
    }

    private async Task DefineAsync()
    {
        foreach (var file in Directory.GetFiles(Definitions, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            var answer = await PostAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions", text);
            Assert.True(answer.IsSuccess, $"{file}: {answer.Text}");
            var spec = (YamlMappingNode)Read(text)["spec"];
            var names = (YamlMappingNode)spec["names"];
            foreach (var version in (YamlSequenceNode)spec["versions"])
                plurals.Add(($"{Text(spec, "group")}/{Text((YamlMappingNode)version, "name")}", Text(names, "kind")), Text(names, "plural"));
        }

        foreach (var version in plurals.Keys.Select(k => k.ApiVersion).Distinct())
        {
            var expected = plurals.Where(p => p.Key.ApiVersion == version).Select(p => p.Value).ToArray();
            await UntilAsync($"apis/{version}", text => !expected.Except((JsonNode.Parse(text)?["resources"] as JsonArray ?? []).Select(r => (string)r!["name"]!)).Any());
        }
    }

    private async Task<(bool IsSuccess, string Text)> PostAsync(string path, string text)
    {
        using var content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("application/yaml"));
        using var answer = await client.PostAsync(path, content, TestContext.Current.CancellationToken);
        return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task UntilAsync(string path, Func<string, bool> isThere)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            Assert.True(started.Elapsed < StartLimit && processes.All(p => !p.HasExited), $"the API server did not get as far as {path}");
            try
            {
                using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK && isThere(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)))
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    private void Run(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Path.Combine(Cache, program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        processes.Add(process);
    }

    private static YamlMappingNode Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static string Text(YamlMappingNode node, string name) => ((YamlScalarNode)node[name]).Value!;
}
