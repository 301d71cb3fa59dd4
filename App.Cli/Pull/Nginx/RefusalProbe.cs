using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>Asks for what nobody may have, and reads which revision refused it.</summary>
internal static class RefusalProbe
{
    private const string Request = "GET / HTTP/1.1\r\nHost: access-proof.invalid\r\nConnection: close\r\nUser-Agent: accessctl\r\n\r\n";
    private const string RevisionHeader = "X-Access-Revision:";
    private const int LongestHead = 16 << 10;

    /// <summary>One request to the address; null where nothing answered in HTTP.</summary>
    public static async Task<Answer?> AskAsync(ListenAddress address, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient(address.EndPoint.AddressFamily);
            await client.ConnectAsync(address.EndPoint, cancellationToken);
            await using var stream = await OpenAsync(client, address.IsTls, cancellationToken);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Request), cancellationToken);
            return Parse(await ReadHeadAsync(stream, cancellationToken));
        }
        catch (Exception e) when (e is IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            return null;
        }
    }

    private static async Task<Stream> OpenAsync(TcpClient client, bool isTls, CancellationToken cancellationToken)
    {
        if (!isTls)
            return client.GetStream();
#pragma warning disable CA5359 // Whose certificate it is proves nothing here: the revision shown does. Nothing secret is sent, and the connection stays on the host.
        var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "access-proof.invalid" }, cancellationToken);
        return tls;
    }

    private static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var buffer = new byte[4096];
        int read;
        while (head.Length < LongestHead && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
            if (head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                break;
        }

        return head.ToString();
    }

    private static Answer? Parse(string head)
    {
        var lines = head.Split("\r\n\r\n")[0].Split("\r\n");
        if (lines[0].Split(' ') is not [_, var status, ..] || !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return null;
        var header = lines.FirstOrDefault(line => line.StartsWith(RevisionHeader, StringComparison.OrdinalIgnoreCase));
        return new Answer(code, header?[RevisionHeader.Length..].Trim());
    }

    /// <param name="Revision">What refused; null where the answer does not say.</param>
    internal sealed record Answer(int Status, string? Revision)
    {
        public bool IsRefusalBy(string revision) => Status >= 400 && Revision == revision;
    }
}
