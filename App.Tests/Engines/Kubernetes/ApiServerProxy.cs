using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessConsole.Tests.Engines.Kubernetes;

/// <summary>Stands before a real API server: notes what is written and in which order, and fails where a test says so.</summary>
internal sealed class ApiServerProxy : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient server;
    private readonly ConcurrentQueue<string> writes = new();

    private ApiServerProxy(WebApplication app, HttpClient server) => (this.app, this.server) = (app, server);

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Asked before each write that is no dry run, with its number from 1; true makes it fail.</summary>
    public Func<int, bool> Fails { get; set; } = _ => false;

    /// <summary>Every request fails.</summary>
    public bool IsAway { get; set; }

    /// <summary>Verb and name of each write that was no dry run and did not fail, in order.</summary>
    public IReadOnlyList<string> Writes => [.. writes];

    public int WriteCount { get; private set; }

    public static async Task<ApiServerProxy> StartAsync(Uri server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        var proxy = new ApiServerProxy(builder.Build(), new HttpClient(handler) { BaseAddress = server });
        proxy.app.Run(proxy.PassAsync);
        await proxy.app.StartAsync();
        proxy.Address = new Uri(proxy.app.Urls.Single());
        return proxy;
    }

    public void Forget()
    {
        writes.Clear();
        WriteCount = 0;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        server.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var isWrite = context.Request.Method != "GET" && !context.Request.Query.ContainsKey("dryRun");
        if (IsAway || (isWrite && Fails(++WriteCount)))
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("""{"kind":"Status","message":"the test's own failure"}""");
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), new Uri(context.Request.Path + context.Request.QueryString.Value, UriKind.Relative))
        {
            Content = await ContentOf(context.Request),
        };
        using var answer = await server.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (isWrite && answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
            writes.Enqueue($"{context.Request.Method} {context.Request.Path.Value!.Split('/')[^1]}");
        await answer.Content.CopyToAsync(context.Response.Body);
    }

    private static async Task<ByteArrayContent?> ContentOf(HttpRequest request)
    {
        if (request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding"))
            return null;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var content = new ByteArrayContent(body.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        return content;
    }
}
