using System.Diagnostics;

namespace AccessConsole.Hosting;

/// <summary>Traces of requests to the management side.</summary>
public static class Tracing
{
    public const string SourceName = "AccessConsole";
    private const string SpanName = "AccessConsole.Request";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// Gives each request of the management side its trace, continuing the caller's. The framework's own, which it starts for every request, is off
    /// (its log category is set to none): ten thousand polls a second want none.
    /// </summary>
    public static void UseTracing(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (Activity.Current is not null)
        {
            await next(context);
            return;
        }

        using var trace = Start(context.Request);
        await next(context);
        trace.SetTag("http.response.status_code", context.Response.StatusCode);
    });

    private static Activity Start(HttpRequest request)
    {
        var parent = request.Headers.TraceParent.ToString();
        ActivityContext.TryParse(parent, request.Headers.TraceState, isRemote: true, out var context);
        // Where nobody collects traces there still is one, for the log and the answer.
        var trace = Source.StartActivity(ActivityKind.Server, context, name: SpanName) ?? Unlistened(parent);
        trace.SetTag("http.request.method", request.Method);
        trace.SetTag("url.path", request.Path.Value);
        return trace;
    }

    private static Activity Unlistened(string parent)
    {
        var trace = new Activity(SpanName);
        if (parent.Length > 0)
            trace.SetParentId(parent);
        return trace.Start();
    }
}
