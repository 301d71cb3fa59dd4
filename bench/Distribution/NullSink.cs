using System.Net;
using System.Net.Sockets;

namespace AccessConsole.Bench.Distribution;

/// <summary>Answers 200 to each request once its bytes are there, and does nothing with them.</summary>
internal sealed class NullSink : IDisposable
{
    private const int LargestRequest = 256 << 10;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public NullSink()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            var connection = await listener.AcceptSocketAsync();
            _ = Task.Run(() => SwallowAsync(connection));
        }
    }

    private static async Task SwallowAsync(Socket connection)
    {
        using var owned = connection;
        var buffer = new byte[LargestRequest];
        var read = 0;
        while (await connection.ReceiveAsync(buffer.AsMemory(read)) is > 0 and var received)
        {
            read += received;
            var head = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
            if (head < 0 || read < head + 4 + RawClient.LengthOf(buffer.AsSpan(0, head)))
                continue;
            read = 0;
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        }
    }
}
