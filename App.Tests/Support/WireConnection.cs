using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AccessConsole.Tests.Support;

/// <summary>
/// An HTTP/1.1 connection that sends exactly the bytes it is given, so that requests can be as malformed as an attacker's. Kept alive,
/// and opened again when the server closed it.
/// </summary>
/// <param name="secure">Wraps the connection in TLS; null for plain text.</param>
public sealed class WireConnection(IPEndPoint server, Func<Stream, Task<Stream>>? secure = null) : IDisposable
{
    private TcpClient? client;
    private Stream? stream;
    private readonly byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;

    /// <param name="request">Everything from the request line to the end of the body, as Latin-1.</param>
    public async Task<WireResponse> Send(string request)
    {
        if (client is null)
            await Open();
        await stream!.WriteAsync(Encoding.Latin1.GetBytes(request));
        var response = await Read(request.StartsWith("HEAD ", StringComparison.Ordinal));
        if (response.Header("Connection") == "close" || response.Status is 0)
            Dispose();
        return response;
    }

    public void Dispose()
    {
        stream?.Dispose();
        client?.Dispose();
        client = null;
        start = end = 0;
    }

    private async Task Open()
    {
        client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server);
        stream = secure is null ? client.GetStream() : await secure(client.GetStream());
    }

    private async Task<WireResponse> Read(bool isHead)
    {
        if (await Line() is not { } statusLine)
            return new WireResponse(0, [], "");
        var status = int.Parse(statusLine.Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = new List<KeyValuePair<string, string>>();
        for (var line = await Line(); !string.IsNullOrEmpty(line); line = await Line())
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        var response = new WireResponse(status, headers, "");
        return isHead || status is 204 or 304 or 101 ? response : response with { Body = await Body(response) };
    }

    private async Task<string> Body(WireResponse response)
    {
        if (response.Header("Transfer-Encoding") != "chunked")
            return await Text(int.Parse(response.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture));
        var body = new StringBuilder();
        while (int.Parse((await Line())!, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var size and > 0)
        {
            body.Append(await Text(size));
            await Line();
        }

        await Line();
        return body.ToString();
    }

    private async Task<string?> Line()
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.Latin1.GetString(buffer, start, length).TrimEnd('\r');
                start += length + 1;
                return line;
            }

            if (!await Fill())
                return null;
        }
    }

    private async Task<string> Text(int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            if (start == end && !await Fill())
                break;
            var taken = Math.Min(length - text.Length, end - start);
            text.Append(Encoding.Latin1.GetString(buffer, start, taken));
            start += taken;
        }

        return text.ToString();
    }

    private async Task<bool> Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        try
        {
            var read = await stream!.ReadAsync(buffer.AsMemory(end));
            end += read;
            return read > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

/// <param name="Status">0 where the server closed the connection without an answer.</param>
public sealed record WireResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>The first header of the name, or null.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
