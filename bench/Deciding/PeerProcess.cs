using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AccessConsole.Bench.Deciding;

/// <summary>A peer's server with files of its own.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private Process? process;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("bench-peer-").FullName;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public async Task StartAsync(string binary, params string[] arguments)
    {
        process = Process.Start(new ProcessStartInfo(binary, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginErrorReadLine();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Address.Port);
                return;
            }
            catch (SocketException) when (attempt < 600)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
