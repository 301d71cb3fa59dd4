using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AccessConsole.Tests.Support;

/// <summary>A line to a server on loopback that can go silent, be cut and come back, to the same server or to another.</summary>
public sealed class CuttableLine : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private readonly Task accepting;
    private volatile bool isSilent;
    private volatile bool isCut;

    public CuttableLine(Uri server)
    {
        Server = server;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where new connections lead.</summary>
    public Uri Server { get; set; }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>What is sent from now on is lost, and nobody is told.</summary>
    public void Silence() => isSilent = true;

    /// <summary>Every connection ends, and no other begins.</summary>
    public void Cut()
    {
        isCut = true;
        foreach (var client in open.Keys)
            client.Close();
    }

    public void Restore() => isSilent = isCut = false;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!ending.IsCancellationRequested)
                _ = CarryAsync(await listener.AcceptTcpClientAsync(ending.Token));
        }
        catch (Exception e) when (ending.IsCancellationRequested && e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            if (isCut)
                return;
            try
            {
                await far.ConnectAsync(Server.Host, Server.Port, ending.Token);
                (open[near], open[far]) = (true, true);
                // Cut while it was being made.
                if (isCut)
                    return;
                await Task.WhenAny(CopyAsync(near.GetStream(), far.GetStream()), CopyAsync(far.GetStream(), near.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                // One end is gone, and the other goes with it.
            }
        }

        open.TryRemove(near, out _);
        open.TryRemove(far, out _);
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, ending.Token) is > 0 and var length)
        {
            if (!isSilent)
                await to.WriteAsync(buffer.AsMemory(0, length), ending.Token);
        }
    }
}
