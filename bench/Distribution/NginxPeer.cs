using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AccessConsole.Bench.Distribution;

/// <summary>nginx with two workers and no log, which compares a token and a tag by string and answers 304 with the console's headers.</summary>
internal sealed class NginxPeer : IAsyncDisposable
{
    private static readonly string[] Kept = ["ETag", "Cache-Control", "Vary", "Access-Revision", "Repr-Digest", "Access-Freshness"];

    private readonly Process process;
    private readonly string directory;

    private NginxPeer(Process process, string directory, Uri address)
    {
        this.process = process;
        this.directory = directory;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<NginxPeer> StartAsync(string path, IEnumerable<(string Name, string Value)> headers)
    {
        var directory = Directory.CreateTempSubdirectory("bench-nginx-").FullName;
        var port = FreePort();
        var configuration = Path.Combine(directory, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(directory, port, path, [.. headers.Where(header => Kept.Contains(header.Name))]));
        var process = Process.Start("nginx", ["-p", directory, "-c", configuration]);
        var address = new Uri($"http://127.0.0.1:{port}");
        await WaitAsync(address);
        return new NginxPeer(process, directory, address);
    }

    public async ValueTask DisposeAsync()
    {
        using (var stop = Process.Start("nginx", ["-p", directory, "-c", Path.Combine(directory, "nginx.conf"), "-s", "quit"]))
            await stop.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private static string Configuration(string directory, int port, string path, IReadOnlyList<(string Name, string Value)> headers)
    {
        var tag = headers.Single(header => header.Name == "ETag").Value.Trim('"');
        var added = string.Join("\n      ", headers.Select(header => $"add_header {header.Name} '{header.Value}' always;"));
        return $$"""
            daemon off; worker_processes 2; pid {{directory}}/pid; error_log stderr crit;
            events { worker_connections 4096; }
            http {
              access_log off; keepalive_requests 1000000000;
              server {
                listen 127.0.0.1:{{port}};
                location = {{path}} {
                  if ($http_authorization = "") { return 401; }
                  if ($http_if_none_match != '"{{tag}}"') { return 200; }
                  {{added}}
                  return 304;
                }
              }
            }
            """;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task WaitAsync(Uri address)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, address.Port);
                return;
            }
            catch (SocketException) when (attempt < 100)
            {
                await Task.Delay(20);
            }
        }
    }
}
