using System.Security.Cryptography;
using System.Text;
using AccessConsole.Api;
using Microsoft.Extensions.Options;

namespace AccessConsole.Telemetry;

/// <summary><c>/metrics</c>: at an address of its own, or by a token at the console's; never to just anybody.</summary>
internal sealed class MetricsEndpoint
{
    private const string Path = "/metrics";
    private const string Scheme = "Bearer ";

    private readonly int ownPort;
    private readonly byte[]? tokenHash;

    private MetricsEndpoint(MetricsOptions options)
    {
        ownPort = ValidateMetricsOptions.TryPort(options.Url, out var port) ? port : 0;
        tokenHash = options.Token.Length > 0 ? HashOf(options.Token) : null;
    }

    public static void Use(WebApplication app)
    {
        // Nobody else asks for it: the meters are read through it.
        app.Services.GetRequiredService<StateMetrics>();
        var endpoint = new MetricsEndpoint(app.Services.GetRequiredService<IOptions<MetricsOptions>>().Value);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context => IsAsked(context) && endpoint.MayRead(context));
        app.Use((context, next) => IsAsked(context) || endpoint.IsOwnAddress(context) ? endpoint.RefuseAsync(context) : next(context));
    }

    private static bool IsAsked(HttpContext context) => HttpMethods.IsGet(context.Request.Method) && context.Request.Path.Value == Path;

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private bool IsOwnAddress(HttpContext context) => ownPort > 0 && context.Connection.LocalPort == ownPort;

    private bool MayRead(HttpContext context) => IsOwnAddress(context)
        || (tokenHash is not null && context.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(HashOf(header[Scheme.Length..]), tokenHash));

    private Task RefuseAsync(HttpContext context)
    {
        if (tokenHash is null || IsOwnAddress(context))
            return Problems.WriteAsync(context, StatusCodes.Status404NotFound, "not_found", "there is no such address: metrics are read where Metrics__Url says, or by Metrics__Token");
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", "send the token of Metrics__Token as `Authorization: Bearer …`");
    }
}
