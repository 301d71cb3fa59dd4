using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Cli.Commands;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Nginx;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>A host with a real nginx, a puller beside it and a console to pull from. nginx starts on the puller's deny-all bootstrap.</summary>
internal sealed class PulledNginx : IAsyncDisposable
{
    public static readonly BundleScope Scope = new("production", Target.Nginx);

    private const string Subject = "CN=gateway.test";

    private readonly string root = Directory.CreateTempSubdirectory("access-pull-").FullName;
    private readonly WatchedLog log = new();
    private readonly int port = FreePorts.Take();
    private Process? nginx;
    private bool isTls;

    private PulledNginx(FakeConsole console) => Console = console;

    public FakeConsole Console { get; }

    public string Config => Path.Combine(root, "nginx.conf");

    /// <summary>The puller's directory.</summary>
    public string Access => Path.Combine(root, "access");

    public string Log => log.ToString();

    public PullSettings Settings => new()
    {
        Scope = Scope,
        Root = Console.Root.VerificationKey,
        Directory = Access,
        Once = true,
        Name = "gateway-1",
        Times = new PullTimes
        {
            Wait = TimeSpan.FromSeconds(2),
            Answer = TimeSpan.FromSeconds(2),
            Pause = TimeSpan.FromMilliseconds(50),
            LongestBackOff = TimeSpan.FromMilliseconds(200),
            Proof = TimeSpan.FromSeconds(4),
        },
    };

    /// <summary>One that has revision 5 in force.</summary>
    public static async Task<PulledNginx> InForceAsync()
    {
        var host = await StartAsync();
        await host.Console.PublishAsync(5);
        Assert.True(await host.PullAsync(), host.Log);
        await host.AwaitAsync("5");
        return host;
    }

    public static async Task<PulledNginx> StartAsync(bool isServing = true, bool isTls = false)
    {
        var host = new PulledNginx(await FakeConsole.StartAsync()) { isTls = isTls };
        File.WriteAllText(host.Config, host.MainConfiguration());
        File.WriteAllText(Path.Combine(host.root, "access-host.conf"), isTls ? host.TlsSettings() : $"listen 127.0.0.1:{host.port};\n");
        new BundleDirectory(host.Access).Prepare(DenyAllBootstrap.Files);
        if (isServing)
            await host.StartNginxAsync();
        return host;
    }

    public async Task StartNginxAsync()
    {
        nginx = Process.Start(new ProcessStartInfo(NginxProgram.Own.Binary, ["-c", Config]) { RedirectStandardError = true })!;
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (await AskAsync() is not null)
                return;
            await Task.Delay(20);
        }

        throw new InvalidOperationException($"nginx does not answer: {File.ReadAllText(Path.Combine(root, "error.log"))}");
    }

    /// <summary>Pulls once.</summary>
    /// <returns>Whether the newest bundle is in force.</returns>
    public Task<bool> PullAsync(Func<PullSettings, PullSettings>? change = null) => RunAsync((change ?? (s => s))(Settings), TestContext.Current.CancellationToken);

    public async Task<bool> RunAsync(PullSettings settings, CancellationToken stopping)
    {
        using var http = new HttpClient { BaseAddress = Console.Address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new("Bearer", FakeConsole.Token);
        var engine = NginxEngine.Create(new NginxSettings { Binary = NginxProgram.Own.Binary, Config = Config }, settings.Times.Proof);
        return await PullLoop.Create(settings, engine, http, new PullLog(log, OutputFormat.Text, TimeProvider.System)).RunAsync(stopping);
    }

    /// <summary>The revision that refuses a request for an unknown host now; null where nginx does not answer.</summary>
    public async Task<string?> AskAsync()
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Subject == Subject };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{(isTls ? "https" : "http")}://127.0.0.1:{port}/") { Headers = { Host = "unknown.test" } };
        try
        {
            using var response = await http.SendAsync(request);
            Assert.True((int)response.StatusCode is 421 or 503, $"status {(int)response.StatusCode}");
            return response.Headers.TryGetValues("X-Access-Revision", out var values) ? values.Single() : "";
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until that revision refuses: after a reload the workers before answer for an instant more.</summary>
    public async Task AwaitAsync(string revision)
    {
        var started = Stopwatch.StartNew();
        while (await AskAsync() != revision)
        {
            if (started.Elapsed > TimeSpan.FromSeconds(15))
                Assert.Fail($"revision {revision} never came into force: {Log}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (nginx is not null)
        {
            using var stop = Process.Start(new ProcessStartInfo(NginxProgram.Own.Binary, ["-s", "stop", "-c", Config]) { RedirectStandardError = true })!;
            await stop.WaitForExitAsync();
            // The signal only asks: the directory goes when nothing writes to it any more.
            await nginx.WaitForExitAsync();
            nginx.Dispose();
        }

        await Console.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    private string TlsSettings()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(root, "server.pem"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return $"listen 127.0.0.1:{port} ssl;\nssl_certificate server.pem;\nssl_certificate_key server.pem;\n";
    }

    private string MainConfiguration() =>
        $$"""
        load_module /usr/lib/nginx/modules/ngx_http_js_module.so;
        worker_processes 1;
        pid {{root}}/nginx.pid;
        error_log {{root}}/error.log info;
        events { worker_connections 64; }
        http {
            access_log off;
            client_body_temp_path {{root}}/body;
            proxy_temp_path {{root}}/proxy;
            fastcgi_temp_path {{root}}/fastcgi;
            uwsgi_temp_path {{root}}/uwsgi;
            scgi_temp_path {{root}}/scgi;
            include access/current/nginx/http.conf;
        }
        """;
}
