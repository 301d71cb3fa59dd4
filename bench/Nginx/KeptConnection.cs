using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AccessConsole.Bench.Nginx;

/// <summary>One connection, over TLS where there is a certificate, on which every answer is a 200 of a few bytes.</summary>
internal sealed class KeptConnection : IDisposable
{
    private static ReadOnlySpan<byte> Success => "HTTP/1.1 200 "u8;

    private readonly byte[] buffer = new byte[4096];
    private readonly Stream stream;

    private KeptConnection(Stream stream) => this.stream = stream;

    public static async Task<KeptConnection> OpenAsync(int port, string host, X509Certificate2? certificate)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (certificate is null)
            return new KeptConnection(plain);
        // The server is ours and on loopback; what is measured is its work.
#pragma warning disable CA5359
        var tls = new SslStream(plain, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, ClientCertificates = [certificate] });
        return new KeptConnection(tls);
    }

    public async ValueTask SendAsync(byte[] request)
    {
        await stream.WriteAsync(request);
        var read = 0;
        do
        {
            var count = await stream.ReadAsync(buffer.AsMemory(read));
            read += count > 0 ? count : throw new IOException("nginx closed the connection");
            if (read >= Success.Length && !buffer.AsSpan().StartsWith(Success))
                throw new InvalidOperationException($"nginx refused: {Encoding.ASCII.GetString(buffer, 0, read)}");
        }
        while (!buffer.AsSpan(0, read).EndsWith(MeasuredNginx.Body));
    }

    public void Dispose() => stream.Dispose();
}
