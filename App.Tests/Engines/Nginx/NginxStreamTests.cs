using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>gRPC calls to a real HTTP/2 upstream, and WebSockets to a real one, through nginx.</summary>
public class NginxStreamTests : IAsyncDisposable
{
    private const string Call = "/svc.Name/Call";

    /// <summary>One message as gRPC frames it: uncompressed, five bytes.</summary>
    private static readonly byte[] Message = [0, 0, 0, 0, 5, .. "hello"u8];

    private readonly CertificateForge forge = new("acme");
    private readonly string directory = Directory.CreateTempSubdirectory("access-stream-").FullName;
    private readonly NginxRig rig;
    private StreamUpstream? upstream;

    public NginxStreamTests() : this(NginxProgram.Own)
    {
    }

    protected NginxStreamTests(NginxProgram program)
    {
        using var server = forge.IssueServer("*.acme.example");
        File.WriteAllText(Path.Combine(directory, "server.pem"), server.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "server.key"), server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        rig = new NginxRig($"listen 127.0.0.1:$tlsPort ssl http2;\nssl_certificate {directory}/server.pem;\nssl_certificate_key {directory}/server.key;", program);
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        if (upstream is not null)
            await upstream.DisposeAsync();
        forge.Dispose();
        Directory.Delete(directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task GrpcCall_ThatIsGranted_ReachesTheUpstreamOverHttp2AndItsTrailersTheCaller()
    {
        await ServeGrpc();
        using var client = Client();
        using var response = await client.SendAsync(Request(NginxPolicies.Token()), TestContext.Current.CancellationToken);
        Assert.Equal(Message, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.OK, "0"), (response.StatusCode, response.TrailingHeaders.GetValues("grpc-status").Single()));
        Assert.Equal(("HTTP/2", "pipeline/deploy", ""), (Seen(response, "seen-protocol"), Seen(response, "seen-principal"), Seen(response, "seen-token")));
    }

    [Fact]
    public async Task GrpcCall_ThatStreamsItsMessages_ReachesTheUpstreamWhole()
    {
        await ServeGrpc();
        using var client = Client();
        using var request = Request(NginxPolicies.Token());
        request.Content = new Messages(3);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] all = [.. Message, .. Message, .. Message];
        Assert.Equal(all, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GrpcCall_ThatIsRefused_IsAnsweredInGrpcsWords()
    {
        await ServeGrpc(NginxPolicies.Grant with { RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Minute } });
        using var client = Client();
        Assert.Equal(("16", "unknown_principal"), await Refusal(client, Request(null)));
        Assert.Equal(("16", "token_invalid"), await Refusal(client, Request("x")));
        Assert.Equal(("7", "path_not_canonical"), await Refusal(client, Request(NginxPolicies.Token(), "/svc.Name//Call")));
        using var granted = await client.SendAsync(Request(NginxPolicies.Token()), TestContext.Current.CancellationToken);
        Assert.Equal("pipeline/deploy", Seen(granted, "seen-principal"));
        Assert.Equal(("8", "rate_limited"), await Refusal(client, Request(NginxPolicies.Token())));
    }

    [Fact]
    public async Task WebSocket_ThatIsGranted_EchoesBothWays()
    {
        await ServeWebSocket(d => d with { WebSocket = true });
        using var socket = await Connect(NginxPolicies.Token());
        foreach (var size in new[] { 5, 60_000 })
        {
            var sent = RandomNumberGenerator.GetBytes(size);
            await socket.SendAsync(sent.AsMemory(), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
            Assert.Equal(sent, await Receive(socket));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketState.Closed, socket.State);
        Assert.Equal("granted", (await rig.Decisions(1))[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task WebSocket_WithoutItsGrant_IsRefusedAsItsGet()
    {
        await ServeWebSocket(d => d with { WebSocket = true });
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalOf(null));
        await ServeWebSocket(d => d with { WebSocket = true }, NginxPolicies.Grant with { Effect = Effect.Deny });
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalOf(NginxPolicies.Token()));
    }

    [Fact]
    public async Task WebSocket_OnADeploymentThatDeclaresNone_ReachesTheUpstreamAsAPlainGet()
    {
        await ServeWebSocket(d => d);
        Assert.Equal(HttpStatusCode.OK, await RefusalOf(NginxPolicies.Token()));
    }

    [Fact]
    public async Task WebSocket_ThatIsIdleForItsDuration_IsClosed()
    {
        await ServeWebSocket(d => d with { WebSocket = true, MaxStreamDuration = TimeSpan.FromSeconds(1) });
        using var socket = await Connect(NginxPolicies.Token());
        await Assert.ThrowsAnyAsync<WebSocketException>(() => Receive(socket));
        Assert.Equal(WebSocketState.Aborted, socket.State);
    }

    [Fact]
    public async Task H2c_IsNeverSpoken()
    {
        await ServeWebSocket(d => d with { WebSocket = true });
        using var connection = new WireConnection(rig.Plain);
        var upgraded = await connection.Send(
            $"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
        Assert.Equal((200, "HTTP/1.1", ""), (upgraded.Status, upgraded.Header("seen-protocol"), upgraded.Header("seen-upgrade") ?? ""));
        using var prior = new WireConnection(rig.Plain);
        Assert.Equal(400, (await prior.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).Status);
    }

    private static string Seen(HttpResponseMessage response, string header) => response.Headers.TryGetValues(header, out var values) ? values.Single() : "";

    private static HttpRequestMessage Request(string? token, string path = Call)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"https://{NginxPolicies.Host}{path}") { Content = new ByteArrayContent(Message) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static async Task<(string Status, string Reason)> Refusal(HttpClient client, HttpRequestMessage request)
    {
        using (request)
        using (var response = await client.SendAsync(request, TestContext.Current.CancellationToken))
        {
            Assert.Equal((HttpStatusCode.OK, "application/grpc"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            return (response.Headers.GetValues("grpc-status").Single(), response.Headers.GetValues("grpc-message").Single());
        }
    }

    private static async Task<byte[]> Receive(WebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            message.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return message.ToArray();
    }

    private HttpClient Client()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(rig.Tls, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        // The server is ours and on loopback; what is tested is what it forwards.
#pragma warning disable CA5359
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    private async Task<ClientWebSocket> Connect(string? token)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Host", NginxPolicies.Host);
        if (token is not null)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{rig.Plain}/a"), TestContext.Current.CancellationToken);
            return socket;
        }
        catch (WebSocketException e)
        {
            e.Data["status"] = socket.HttpStatusCode;
            socket.Dispose();
            throw;
        }
    }

    private async Task<HttpStatusCode> RefusalOf(string? token) =>
        (HttpStatusCode)(await Assert.ThrowsAsync<WebSocketException>(() => Connect(token))).Data["status"]!;

    private async Task ServeGrpc(params Grant[] grants)
    {
        upstream ??= await StreamUpstream.StartAsync();
        await Serve(NginxPolicies.DeploymentTo(upstream.Grpc) with { Protocol = Protocol.Grpc }, grants);
    }

    private async Task ServeWebSocket(Func<Deployment, Deployment> change, params Grant[] grants)
    {
        upstream ??= await StreamUpstream.StartAsync();
        await Serve(change(NginxPolicies.DeploymentTo(upstream.WebSocket)), grants);
    }

    private Task Serve(Deployment deployment, Grant[] grants) =>
        rig.Load(NginxBundles.Of(NginxPolicies.Policy(deployment, [.. grants.DefaultIfEmpty(NginxPolicies.Grant)]), NginxPolicies.Environment));

    /// <summary>A stream of messages, each sent by itself and without a length that is known before.</summary>
    private sealed class Messages(int count) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < count; i++)
            {
                await stream.WriteAsync(Message);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
