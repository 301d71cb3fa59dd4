using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AccessConsole.Tests.Webhooks;

/// <summary>An endpoint on loopback that takes messages as a receiver of Standard Webhooks does, verifying each by the text of that standard alone.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<HookMessage> taken = new();

    private HookReceiver(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/hook?key=of-the-receiver";

    /// <summary>The messages that were answered 2xx, in order.</summary>
    public IReadOnlyList<HookMessage> Taken => [.. taken];

    /// <summary>How often anything was asked, at whatever path.</summary>
    public int Asked { get; private set; }

    /// <summary>What is answered; the message is taken where it is 2xx.</summary>
    public int Status { get; set; } = StatusCodes.Status204NoContent;

    public static async Task<HookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new HookReceiver(builder.Build());
        receiver.app.Run(receiver.AnswerAsync);
        await receiver.app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Asked++;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers;
        context.Response.StatusCode = Status;
        if (Status is >= 300 and < 400)
            context.Response.Headers.Location = "/elsewhere";
        if (Status is >= 200 and < 300)
            taken.Enqueue(new HookMessage(headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body));
    }
}

internal sealed record HookMessage(string Id, string Timestamp, string Signatures, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Type => Json["type"]!.GetValue<string>();

    public bool IsSignedBy(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Body}")));
        return Signatures.Split(' ').Any(signature => signature.Split(',', 2) is ["v1", var value] && value == expected);
    }
}
