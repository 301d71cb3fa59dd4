using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AccessConsole.Tests.Support;

namespace AccessConsole.Bench.Nginx;

/// <summary>nginx with one worker that serves the bundle, beside it the same without the decision and a plain proxy, and the upstream of all.</summary>
internal sealed class MeasuredNginx : IAsyncDisposable
{
    // The kernel counts processor time in hundredths of a second (USER_HZ).
    private const double MicrosecondsPerTick = 10_000;

    private readonly string directory = Directory.CreateTempSubdirectory("bench-nginx-").FullName;
    private readonly int upstreamPort = FreePort();
    private Process? process;

    private readonly bool isCounted;

    private MeasuredNginx(bool isCounted) => this.isCounted = isCounted;

    public static ReadOnlySpan<byte> Body => "served\n"u8;

    public int PlainPort { get; } = FreePort();

    public int TlsPort { get; } = FreePort();

    /// <param name="script">A file in place of the bundle's access.js.</param>
    /// <param name="isCounted">Whether it runs in valgrind, which counts instructions, and as one process.</param>
    public static async Task<MeasuredNginx> StartAsync(CertificateForge authority, string? script, bool isCounted = false)
    {
        var nginx = new MeasuredNginx(isCounted);
        nginx.Write(authority, script);
        string[] command = ["nginx", "-c", Path.Combine(nginx.directory, "nginx.conf")];
        nginx.process = isCounted
            ? Process.Start("valgrind", ["--quiet", "--tool=callgrind", $"--callgrind-out-file={Path.Combine(nginx.directory, "count")}", .. command])
            : Process.Start(command[0], command[1..]);
        await nginx.WaitAsync();
        return nginx;
    }

    /// <summary>User and system time of the worker since it began.</summary>
    public double WorkerMicroseconds()
    {
        var worker = File.ReadAllText($"/proc/{process!.Id}/task/{process.Id}/children").Trim();
        var stat = File.ReadAllText($"/proc/{worker}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) * MicrosecondsPerTick;
    }

    /// <summary>How many instructions outside of the kernel it executes meanwhile.</summary>
    public async Task<long> InstructionsAsync(Func<Task> work)
    {
        await ControlAsync("--zero");
        await work();
        foreach (var earlier in Directory.GetFiles(directory, "count.*"))
            File.Delete(earlier);
        await ControlAsync("--dump");
        var lines = File.ReadLines(Directory.GetFiles(directory, "count.*").Single());
        return Number(lines.First(line => line.StartsWith("summary: ", StringComparison.Ordinal))["summary: ".Length..]);
    }

    private async Task ControlAsync(string act)
    {
        var start = new ProcessStartInfo("callgrind_control", [act, process!.Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var control = Process.Start(start)!;
        await control.WaitForExitAsync();
        if (control.ExitCode != 0)
            throw new InvalidOperationException(await control.StandardError.ReadToEndAsync());
    }

    public async ValueTask DisposeAsync()
    {
        using (var quit = Process.Start("kill", [process!.Id.ToString(CultureInfo.InvariantCulture)]))
            await quit.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private void Write(CertificateForge authority, string? script)
    {
        using var certificate = authority.IssueServer("*.acme.example");
        Place("server.pem", Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        Place("server.key", Encoding.ASCII.GetBytes(certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()));
        Place("access-host.conf", Encoding.ASCII.GetBytes(
            $"listen 127.0.0.1:{PlainPort}; listen 127.0.0.1:{TlsPort} ssl; ssl_certificate {directory}/server.pem; ssl_certificate_key {directory}/server.key; set $access_signatures $remembered; include verifier/server.conf;"));
        foreach (var file in Directory.GetFiles(Repository.PathTo("deploy", "nginx", "verifier")))
        {
            Place("verifier/" + Path.GetFileName(file), Encoding.ASCII.GetBytes(File.ReadAllText(file)
                .Replace("/run/nginx-access-verifier", directory, StringComparison.Ordinal)
                .Replace("$access_verifier on;", "$access_verifier $is_verified;", StringComparison.Ordinal)));
        }

        foreach (var file in MeasuredPolicy.Compile($"http://127.0.0.1:{upstreamPort}", authority.Bundle))
        {
            Place("access/current/" + file.Path, file.Content.Span);
            if (file.Path == "nginx/http.conf")
                Place("undecided.conf", Encoding.UTF8.GetBytes(Undecided(Encoding.UTF8.GetString(file.Content.Span))));
        }

        Place("access/current/.manifest", """{"revision":"1","roots":["nginx"]}"""u8);
        if (script is not null)
            File.Copy(script, Path.Combine(directory, "access/current/nginx/access.js"), overwrite: true);
        Directory.CreateDirectory(Path.Combine(directory, "signatures"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Place("nginx.conf", Encoding.ASCII.GetBytes(Configuration()));
    }

    private void Place(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <summary>The deployment's server, the last of the bundle, with its forwarding in place of its decision and no script run for a header.</summary>
    private static string Undecided(string configuration)
    {
        var server = configuration[configuration.LastIndexOf("\nserver {", StringComparison.Ordinal)..];
        var decision = server.IndexOf("location \"/\"", StringComparison.Ordinal);
        decision = decision < 0 ? server.IndexOf("location /", StringComparison.Ordinal) : decision;
        var forwarding = server.IndexOf("@access_forward", StringComparison.Ordinal);
        return (server[..decision] + "location /" + server[(forwarding + "@access_forward".Length)..])
            .Replace(MeasuredPolicy.DecidedHost, MeasuredPolicy.ForwardedHost, StringComparison.Ordinal)
            .Replace("$access_revision", "1", StringComparison.Ordinal);
    }

    private string Configuration() =>
        $$"""
        load_module /usr/lib/nginx/modules/ngx_http_js_module.so; load_module /usr/lib/nginx/modules/ngx_stream_module.so; load_module /usr/lib/nginx/modules/ngx_stream_js_module.so;
        daemon off; {{(isCounted ? "master_process off;" : "")}} worker_processes 1; pid {{directory}}/nginx.pid; error_log {{directory}}/error.log;
        {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
        events { worker_connections 512; }
        stream { include verifier/stream.conf; }
        http {
            access_log off; keepalive_requests 1000000000; keepalive_time 1d;
            client_body_temp_path {{directory}}/body; proxy_temp_path {{directory}}/proxy; fastcgi_temp_path {{directory}}/fastcgi;
            uwsgi_temp_path {{directory}}/uwsgi; scgi_temp_path {{directory}}/scgi;
            # Off for the requests that are to have each signature verified.
            map $http_bench_each_time $remembered { "" {{directory}}/signatures; default ""; }
            map $http_bench_each_time $is_verified { verifier on; default ""; }
            include verifier/http.conf;
            include access/current/nginx/http.conf;
            include undecided.conf;
            upstream plain { server 127.0.0.1:{{upstreamPort}}; keepalive 32; keepalive_requests 1000000000; }
            server {
                include access-host.conf;
                ssl_verify_client optional_no_ca; ssl_client_certificate access/current/nginx/client-ca.pem;
                server_name {{MeasuredPolicy.PlainHost}};
                location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://plain; }
            }
            server {
                listen 127.0.0.1:{{upstreamPort}};
                location / { default_type text/plain; return 200 "{{Encoding.ASCII.GetString(Body).TrimEnd()}}\n"; }
            }
        }
        """;

    private async Task WaitAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, PlainPort);
                return;
            }
            catch (SocketException) when (attempt < 3_000 && !process!.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
