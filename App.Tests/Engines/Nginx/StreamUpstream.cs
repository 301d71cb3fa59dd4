using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>What stands behind nginx: a gRPC server over HTTP/2 that echoes its messages, and beside it a WebSocket that echoes its own.</summary>
internal sealed class StreamUpstream : IAsyncDisposable
{
    private readonly WebApplication app;

    private StreamUpstream(WebApplication app) => this.app = app;

    public string Grpc => "grpc://" + new Uri(Addresses.First()).Authority;

    public string WebSocket => "http://" + new Uri(Addresses.Last()).Authority;

    private ICollection<string> Addresses => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    public static async Task<StreamUpstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            server.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(context => context.WebSockets.IsWebSocketRequest ? EchoSocketAsync(context) : AnswerAsync(context));
        await app.StartAsync();
        return new StreamUpstream(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>Says what reached it, then each message as it comes, and ends with the status in the trailer as gRPC does.</summary>
    private static async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "application/grpc";
        response.Headers["seen-protocol"] = context.Request.Protocol;
        response.Headers["seen-upgrade"] = context.Request.Headers.Upgrade.ToString();
        response.Headers["seen-token"] = context.Request.Headers.Authorization.ToString();
        response.Headers["seen-principal"] = context.Request.Headers["X-Access-Principal"].ToString();
        if (response.SupportsTrailers())
            response.DeclareTrailer("grpc-status");
        await response.StartAsync();
        await context.Request.Body.CopyToAsync(response.Body);
        if (response.SupportsTrailers())
            response.AppendTrailer("grpc-status", "0");
    }

    private static async Task EchoSocketAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[64 * 1024];
        while (socket.State == WebSocketState.Open)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            else
                await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }
    }
}
