using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Tests.Support;

/// <summary>
/// A real nginx on loopback in a directory of its own, laid out as on a host: nginx.conf, access-host.conf and access/current, which is
/// a bundle. Behind it a server that answers with the request as it got it.
/// </summary>
public sealed class NginxRig : IAsyncDisposable
{
    private const int WorkerCount = 2;

    private const string EchoScript =
        """
        function echo(r) {
            r.headersOut['Content-Type'] = 'application/json';
            r.return(200, JSON.stringify({ method: r.method, target: r.variables.request_uri, headers: r.rawHeadersIn, body: r.requestText || '' }));
        }

        export default { echo: echo };
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("access-nginx-").FullName;
    private readonly int plainPort = FreePorts.Take();
    private readonly int tlsPort = FreePorts.Take();
    private readonly int upstreamPort = FreePorts.Take();
    private readonly NginxProgram program;
    private readonly string before;
    private readonly NginxVerifier? verifier;
    private readonly IPEndPoint[] servers;
    private Process? process;
    private int bundles;

    /// <param name="serverSettings">More lines for access-host.conf, such as <c>listen</c> with certificates.</param>
    /// <param name="program">The machine's own nginx unless said otherwise.</param>
    /// <param name="before">What stands in <c>http { }</c> before the bundle, such as another server on <c>$plainPort</c>.</param>
    /// <param name="verified">Of how many requests in a hundred the verifier of <c>deploy/nginx</c> computes the signature; without it at 0.</param>
    public NginxRig(string serverSettings = "", NginxProgram? program = null, string before = "", int verified = 0)
    {
        verifier = verified > 0 ? NginxVerifier.In(directory, verified) : null;
        serverSettings += verifier is null ? "" : NginxVerifier.ServerSettings;
        this.before = before.Replace("$plainPort", Text(plainPort), StringComparison.Ordinal);
        this.program = program ?? NginxProgram.Own;
        servers = serverSettings.Contains("$tlsPort", StringComparison.Ordinal) ? [Plain, Tls] : [Plain];
        File.WriteAllText(Path.Combine(directory, "echo.js"), EchoScript);
        File.WriteAllText(Path.Combine(directory, "nginx.conf"), MainConfiguration());
        File.WriteAllText(
            Path.Combine(directory, "access-host.conf"),
            $"listen 127.0.0.1:{plainPort};\naccess_log {directory}/decisions.log access_json;\n{serverSettings.Replace("$tlsPort", Text(tlsPort), StringComparison.Ordinal).Replace("$upstreamPort", Text(upstreamPort), StringComparison.Ordinal)}\n");
        Directory.CreateDirectory(Path.Combine(directory, "access"));
    }

    public IPEndPoint Plain => new(IPAddress.Loopback, plainPort);

    public IPEndPoint Tls => new(IPAddress.Loopback, tlsPort);

    /// <summary>Where the echo server is, as a deployment's upstream.</summary>
    public string Upstream => $"http://127.0.0.1:{upstreamPort}";

    /// <summary>The statuses of the verifier's answers since the bundle was loaded, once there are so many.</summary>
    public Task<IReadOnlyList<int>> Verified(int count) => verifier!.AnswersAsync(count);

    /// <summary>Where the verifier listens.</summary>
    public string VerifierSocket => verifier!.Socket;

    /// <summary>Where decisions are logged.</summary>
    public string DecisionLog => Path.Combine(directory, "decisions.log");

    /// <summary>Has nginx open its logs anew, as rotation does once it has moved them away.</summary>
    public async Task ReopenAsync()
    {
        using var reopen = Process.Start(new ProcessStartInfo(program.Binary, ["-c", Path.Combine(directory, "nginx.conf"), "-s", "reopen"]) { RedirectStandardError = true })!;
        await reopen.WaitForExitAsync();
    }

    /// <summary>What the bundle's script complained of.</summary>
    public IEnumerable<string> ScriptErrors => ErrorLog.Split('\n').Where(line => line.Contains("[error]", StringComparison.Ordinal) && line.Contains("js: ", StringComparison.Ordinal));

    /// <summary>Since the bundle was loaded.</summary>
    private string ErrorLog => File.ReadAllText(Path.Combine(directory, "error.log"));

    /// <summary>Writes a bundle as the puller would and has a new nginx serve it.</summary>
    public async Task Load(IEnumerable<BundleFile> files, long revision = 1)
    {
        Place(files, revision);
        await Stop();
        File.Delete(DecisionLog);
        verifier?.Forget();
        File.Delete(Path.Combine(directory, "error.log"));
        process = Process.Start(new ProcessStartInfo(program.Binary, ["-c", Path.Combine(directory, "nginx.conf"), "-g", "daemon off;"]) { RedirectStandardError = true })!;
        process.BeginErrorReadLine();
        await Answering();
    }

    /// <summary>Writes a bundle as the puller would and has the nginx that runs take it up, until nobody serves the former one; begins one where none runs.</summary>
    public async Task ReloadAsync(IEnumerable<BundleFile> files, long revision = 1)
    {
        if (process is null)
        {
            await Load(files, revision);
            return;
        }

        Place(files, revision);
        var before = Workers();
        using (var reload = Process.Start("kill", ["-HUP", Text(process.Id)]))
            await reload.WaitForExitAsync();
        for (var attempt = 0; Workers() is var now && (now.Intersect(before).Any() || now.Count < WorkerCount); attempt++)
        {
            if (attempt == 1_500)
                throw new InvalidOperationException($"nginx keeps former workers: {ErrorLog}");
            await Task.Delay(20);
        }
    }

    /// <summary>The processes that serve, those included that end after a reload.</summary>
    private IReadOnlyList<int> Workers() =>
        [.. File.ReadAllText($"/proc/{process!.Id}/task/{process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    /// <summary>What <c>nginx -t</c> says of a bundle; empty where it is content.</summary>
    public async Task<string> Check(IEnumerable<BundleFile> files)
    {
        Place(files, 1);
        using var check = Process.Start(
            new ProcessStartInfo(program.Binary, ["-c", Path.Combine(directory, "nginx.conf"), "-t", "-q"]) { RedirectStandardError = true })!;
        var errors = await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        return check.ExitCode == 0 ? errors : $"exit {check.ExitCode}: {errors}";
    }

    /// <summary>What <c>nginx -T</c> prints.</summary>
    public async Task<string> DumpAsync()
    {
        using var dump = Process.Start(
            new ProcessStartInfo(program.Binary, ["-c", Path.Combine(directory, "nginx.conf"), "-T", "-q"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        dump.BeginErrorReadLine();
        var text = await dump.StandardOutput.ReadToEndAsync();
        await dump.WaitForExitAsync();
        return text;
    }

    /// <summary>The lines of the decision log since the bundle was loaded, once there are so many: nginx logs after it has answered.</summary>
    public async Task<IReadOnlyList<JsonElement>> Decisions(int count)
    {
        string[] lines = [];
        for (var attempt = 0; attempt < 200 && lines.Length < count; attempt++)
        {
            await Task.Delay(attempt == 0 ? 0 : 10);
            lines = await File.ReadAllLinesAsync(DecisionLog);
        }

        return [.. lines.Select(line => JsonElement.Parse(line))];
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(directory, recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Place(IEnumerable<BundleFile> files, long revision)
    {
        var bundle = Path.Combine(directory, "access", Text(++bundles));
        foreach (var file in files)
        {
            var path = Path.Combine(bundle, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content.Span);
        }

        File.WriteAllText(Path.Combine(bundle, ".manifest"), $$"""{"revision":"{{revision}}","roots":["nginx"]}""");
        var current = Path.Combine(directory, "access", "current");
        File.Delete(current);
        File.CreateSymbolicLink(current, bundle);
    }

    private async Task Answering()
    {
        for (var attempt = 0; attempt < 500; attempt++)
        {
            if (process!.HasExited)
                throw new InvalidOperationException($"nginx ended: {ErrorLog}");
            try
            {
                // nginx holds the addresses it got already while it waits for one that something else still has.
                foreach (var server in servers)
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync(server);
                }

                return;
            }
            catch (SocketException)
            {
                await Task.Delay(10);
            }
        }

        throw new InvalidOperationException($"nginx does not answer: {ErrorLog}");
    }

    private async Task Stop()
    {
        if (process is null)
            return;
        using (var quit = Process.Start("kill", [Text(process.Id)]))
            await quit.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    private string MainConfiguration() =>
        $$"""
        load_module {{program.Module}};
        {{verifier?.MainSettings(program)}}
        {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
        worker_processes {{WorkerCount}};
        pid {{directory}}/nginx.pid;
        error_log {{directory}}/error.log info;
        events { worker_connections 512; }
        http {
            access_log off;
            client_body_temp_path {{directory}}/body;
            proxy_temp_path {{directory}}/proxy;
            fastcgi_temp_path {{directory}}/fastcgi;
            uwsgi_temp_path {{directory}}/uwsgi;
            scgi_temp_path {{directory}}/scgi;
            {{before}}
            {{verifier?.HttpSettings}}
            include access/current/nginx/http.conf;
            js_import echo from echo.js;
            server {
                listen 127.0.0.1:{{upstreamPort}};
                underscores_in_headers on;
                # What was kept in a file could not be echoed.
                client_body_buffer_size 1m;
                location / { js_content echo.echo; }
            }
        }
        """;
}
