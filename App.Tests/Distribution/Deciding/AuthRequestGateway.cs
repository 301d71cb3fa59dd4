using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Distribution.Deciding;

/// <summary>A real nginx with the example of <c>deploy/nginx/auth-request.conf</c>, on loopback, before a service that says what it was told of the caller.</summary>
internal sealed class AuthRequestGateway : IAsyncDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("auth-request-").FullName;
    private readonly int port = FreePorts.Take();
    private readonly int upstreamPort = FreePorts.Take();
    private Process process = null!;

    public static async Task<AuthRequestGateway> StartAsync(Uri console, string token)
    {
        var gateway = new AuthRequestGateway();
        var (directory, port) = (gateway.directory, Text(gateway.port));
        File.WriteAllText(Path.Combine(directory, "token.conf"), $"proxy_set_header Access-Console-Token {token};\n");
        var example = File.ReadAllText(Repository.PathTo("deploy", "nginx", "auth-request.conf"))
            .Replace("listen 443 ssl;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal)
            .Replace("https://10.0.4.12:8443", $"http://127.0.0.1:{Text(gateway.upstreamPort)}", StringComparison.Ordinal)
            .Replace("/etc/nginx/access-console-token.conf", Path.Combine(directory, "token.conf"), StringComparison.Ordinal)
            .Replace("https://access.acme.example/v1/authz/production/payments-api", $"http://{console.Authority}/v1/authz/production/api", StringComparison.Ordinal);
        // TLS is the host's own affair; certificates that callers show are tested without it.
        example = string.Join('\n', example.Split('\n').Where(line => !line.TrimStart().StartsWith("ssl_", StringComparison.Ordinal) && !line.TrimStart().StartsWith("proxy_ssl_", StringComparison.Ordinal)));
        File.WriteAllText(Path.Combine(directory, "nginx.conf"), $$"""
            pid {{directory}}/nginx.pid;
            error_log {{directory}}/error.log;
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path {{directory}}/body; proxy_temp_path {{directory}}/proxy; fastcgi_temp_path {{directory}}/f; uwsgi_temp_path {{directory}}/u; scgi_temp_path {{directory}}/s;
                {{example}}
                server {
                    listen 127.0.0.1:{{Text(gateway.upstreamPort)}};
                    location / { return 200 "$http_x_access_principal $http_x_access_grant $http_authorization$http_x_http_method_override$http_x_original_url"; }
                }
            }
            """);
        gateway.process = Process.Start(new ProcessStartInfo(NginxProgram.Own.Binary, ["-c", Path.Combine(directory, "nginx.conf"), "-g", "daemon off;"]) { RedirectStandardError = true })!;
        gateway.process.BeginErrorReadLine();
        await gateway.AnsweringAsync();
        return gateway;
    }

    public async Task<(int Status, string Body)> GetAsync(string target, params IEnumerable<KeyValuePair<string, string>> headers)
    {
        using var wire = new WireConnection(new IPEndPoint(IPAddress.Loopback, port));
        var answer = await wire.Send($"GET {target} HTTP/1.1\r\nHost: payments.internal.acme.example\r\n{string.Concat(headers.Select(h => $"{h.Key}: {h.Value}\r\n"))}\r\n");
        return (answer.Status, answer.Body);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task AnsweringAsync()
    {
        for (var attempt = 0; attempt < 500; attempt++)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"nginx ended: {await File.ReadAllTextAsync(Path.Combine(directory, "error.log"))}");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        throw new TimeoutException("nginx does not listen");
    }
}
