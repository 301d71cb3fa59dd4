using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>
/// A real Kubernetes API server with Istio's own resource definitions, strict about every field: from the cache that
/// <c>Rigs/kubernetes/build.sh</c> fills, the definitions also from <c>$ACCESS_ISTIO_CRDS</c>. Tests without it are skipped.
/// </summary>
public sealed class KubernetesRig : IAsyncDisposable
{
    private const string Missing = "no Kubernetes API server with Istio's definitions: run App.Tests/Rigs/kubernetes/build.sh, and name the definitions in ACCESS_ISTIO_CRDS where they cannot be fetched";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();
    private readonly List<Process> processes = [];
    private readonly HttpClient client;

    private KubernetesRig(int port)
    {
        // It makes its own certificate when it starts, for this machine only.
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        client = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{port}/") };
    }

    private static string Cache => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "access-console", "rigs", "kubernetes");

    private static string Definitions => Environment.GetEnvironmentVariable("ACCESS_ISTIO_CRDS") is { Length: > 0 } file ? file : Path.Combine(Cache, "istio-crds.yaml");

    public static async Task<KubernetesRig> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Cache, "crd-server")) && File.Exists(Path.Combine(Cache, "etcd")) && File.Exists(Definitions), Missing);
        var (client, peer, api) = (FreePort(), FreePort(), FreePort());
        var rig = new KubernetesRig(api);
        rig.Run("etcd", "--data-dir", Path.Combine(rig.directory.Path, "etcd"), "--listen-client-urls", $"http://127.0.0.1:{client}", "--advertise-client-urls", $"http://127.0.0.1:{client}", "--listen-peer-urls", $"http://127.0.0.1:{peer}", "--unsafe-no-fsync");
        rig.Run("crd-server", "--etcd-servers", $"http://127.0.0.1:{client}", "--secure-port", $"{api}", "--cert-dir", Path.Combine(rig.directory.Path, "certificates"));
        await rig.UntilAsync("readyz", text => text == "ok");
        await rig.DefineAsync();
        return rig;
    }

    /// <summary>Creates an object, or finds that it could be.</summary>
    /// <returns>Null where the server takes it, else what it says.</returns>
    public async Task<string?> CreateAsync(string kind, string @namespace, string yaml, bool dryRun = true)
    {
        var plural = kind == "AuthorizationPolicy" ? "authorizationpolicies" : kind.ToLowerInvariant() + "s";
        var answer = await PostAsync($"apis/security.istio.io/v1/namespaces/{@namespace}/{plural}?fieldValidation=Strict{(dryRun ? "&dryRun=All" : "")}", yaml);
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
        var all = await File.ReadAllTextAsync(Definitions);
        foreach (var definition in all.Split("\n---\n").Where(d => d.Contains("group: security.istio.io", StringComparison.Ordinal)))
        {
            var answer = await PostAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
            Assert.True(answer.IsSuccess, answer.Text);
        }

        await UntilAsync("apis/security.istio.io/v1", text => JsonNode.Parse(text)?["resources"] is JsonArray { Count: >= 3 });
    }

    private async Task<(bool IsSuccess, string Text)> PostAsync(string path, string yaml)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, new MediaTypeHeaderValue("application/yaml"));
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

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
