using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary>A server on loopback that keeps what it was asked and answers what the test says.</summary>
internal sealed class FakeConsole : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<AskedRequest> requests = new();

    private FakeConsole(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public AskedRequest Request => requests.Single();

    public IReadOnlyCollection<AskedRequest> Requests => requests;

    public static async Task<FakeConsole> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var fake = new FakeConsole(builder.Build());
        fake.app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            fake.requests.Enqueue(AskedRequest.Of(context.Request, await reader.ReadToEndAsync()));
            await answer(context);
        });
        await fake.app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    public static Task<FakeConsole> AnsweringAsync(int status, string body, string contentType = "application/json") => StartAsync(context => Answer(context, status, body, contentType));

    public static Task Answer(HttpContext context, int status, string body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return status == StatusCodes.Status204NoContent ? Task.CompletedTask : context.Response.WriteAsync(body);
    }

    public Task<AccessctlRun> RunAsync(params string[] arguments) => Accessctl.RunAsync(Accessctl.Toward(Address), arguments);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

internal sealed record AskedRequest(string Line, string Authorization, string IfMatch, string? ContentType, string Body)
{
    public static AskedRequest Of(HttpRequest request, string body) => new(
        $"{request.Method} {request.Path}{request.QueryString}", request.Headers.Authorization.ToString(), request.Headers.IfMatch.ToString(), request.ContentType, body);
}
