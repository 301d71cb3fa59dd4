using System.Text.Json;
using AccessConsole.Core.Ports;

namespace AccessConsole.Hosting;

/// <summary><c>/readyz/ui</c>: whether this replica can serve people and the management API, which needs the policy and PostgreSQL.</summary>
internal sealed class UiReadiness(PolicyLoader loader, IPolicyStore store, TimeProvider clock) : IDisposable
{
    private const string Path = "/readyz/ui";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    // Anybody may ask: one at a time looks, the others are told what it found.
    private readonly SemaphoreSlim looking = new(1);
    private bool isReachable;
    private DateTimeOffset knownUntil;

    public static void Use(WebApplication app)
    {
        var readiness = app.Services.GetRequiredService<UiReadiness>();
        app.Use((context, next) => context.Request.Path.Value == Path ? readiness.AnswerAsync(context) : next(context));
    }

    public void Dispose() => looking.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        var isReady = loader.IsLoaded && await IsDatabaseReachableAsync(context.RequestAborted);
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(new { Status = isReady ? "ready" : "database_unavailable" }, Json, context.RequestAborted);
    }

    private async Task<bool> IsDatabaseReachableAsync(CancellationToken aborted)
    {
        await looking.WaitAsync(aborted);
        try
        {
            if (clock.GetUtcNow() < knownUntil)
                return isReachable;
            isReachable = await LookAsync();
            knownUntil = clock.GetUtcNow() + KnownFor;
            return isReachable;
        }
        finally
        {
            looking.Release();
        }
    }

    private async Task<bool> LookAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            return await store.ListRevisionsAsync(null, 1, timeout.Token) is [_, ..];
        }
        catch (Exception e) when (StoreFailures.IsAway(e) || e is OperationCanceledException)
        {
            return false;
        }
    }
}
