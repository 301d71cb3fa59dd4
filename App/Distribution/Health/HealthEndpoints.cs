using System.Text.Json;
using AccessConsole.Distribution.Catalog;

namespace AccessConsole.Distribution.Health;

/// <summary><c>/healthz</c>: the process runs. <c>/readyz</c>: this replica can serve bundles; what is degraded is listed but does not take it away.</summary>
internal sealed class HealthEndpoints(BundleCatalog catalog, DegradedParts degraded)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Task HealthAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, new { Status = "healthy" });

    public Task ReadyAsync(HttpContext context)
    {
        var parts = degraded.List().Select(part => new { Part = part.Key, Reason = part.Value }).ToArray();
        return catalog.IsLoaded
            ? WriteAsync(context, StatusCodes.Status200OK, new { Status = parts.Length == 0 ? "ready" : "degraded", Revision = catalog.CurrentRevision, Degraded = parts })
            : WriteAsync(context, StatusCodes.Status503ServiceUnavailable, new { Status = "starting", Degraded = parts });
    }

    private static Task WriteAsync<T>(HttpContext context, int status, T body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(body, Json, context.RequestAborted);
    }
}
