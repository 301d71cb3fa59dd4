using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AccessConsole.Bench.Distribution;

/// <summary>One connection that writes a fixed request and reads answers with as little work as possible, so that the server is what is measured.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer;

    public RawClient(int bufferSize = 4096) => buffer = new byte[bufferSize];

    public static byte[] Request(string path, string token, string? tag, string? prefer)
    {
        var text = new StringBuilder($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n");
        if (tag is not null)
            text.Append(CultureInfo.InvariantCulture, $"If-None-Match: {tag}\r\n");
        if (prefer is not null)
            text.Append(CultureInfo.InvariantCulture, $"Prefer: {prefer}\r\n");
        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }

    public Task ConnectAsync(Uri address) => socket.ConnectAsync(IPAddress.Loopback, address.Port);

    public async Task SendAsync(byte[] request) => await socket.SendAsync(request);

    /// <summary>The status line and headers of one answer, its body read to the end.</summary>
    public async Task<string> ReadAsync(bool returnsHead = true)
    {
        var read = 0;
        var end = -1;
        while (end < 0)
        {
            read += await ReceiveAsync(buffer.AsMemory(read));
            end = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
        }

        if (buffer.AsSpan(0, end).IndexOf("Transfer-Encoding: chunked"u8) >= 0)
        {
            // The last chunk is empty, and nothing that is measured has its bytes in a body.
            while (!buffer.AsSpan(0, read).EndsWith("0\r\n\r\n"u8))
                read += await ReceiveAsync(buffer.AsMemory(read));
        }

        var left = LengthOf(buffer.AsSpan(0, end)) - (read - end - 4);
        while (left > 0)
            left -= await ReceiveAsync(buffer.AsMemory(end + 4));
        return returnsHead ? Encoding.ASCII.GetString(buffer, 0, end) : "";
    }

    public void Dispose() => socket.Dispose();

    public static int LengthOf(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
            return 0;
        var value = head[(at + 16)..];
        var end = value.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> into) =>
        await socket.ReceiveAsync(into) is > 0 and var count ? count : throw new IOException("the server closed the connection");
}
