using System.Text.Json;
using AccessConsole.Core.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AccessConsole.Tests.IssuerKeys;

/// <summary>An issuer's key address on loopback, whose answer the test chooses.</summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeIssuer(WebApplication app) => this.app = app;

    /// <summary>What stands at the address.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public string Issuer => app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public static async Task<FakeIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var issuer = new FakeIssuer(app);
        app.MapGet("/jwks", context => issuer.Answer(context));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return issuer;
    }

    public void Serve(params string[] keyIds) => Serve(keyIds, "AQAB");

    /// <summary>Serves keys whose ids stay and whose bytes are others'.</summary>
    public void ServeForged(params string[] keyIds) => Serve(keyIds, "AQAD");

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private void Serve(string[] keyIds, string exponent)
    {
        var modulus = new string('x', 341) + "w";
        var keys = keyIds.Select(id => new { kty = "RSA", kid = id, alg = "RS256", use = "sig", n = modulus, e = exponent });
        var json = JsonSerializer.Serialize(new { keys });
        Answer = context => context.Response.WriteAsync(json);
    }
}
