using System.Diagnostics;

namespace AccessConsole.Hosting;

internal static class Tracing
{
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

        using var trace = new Activity("AccessConsole.Request");
        if (context.Request.Headers.TraceParent.ToString() is { Length: > 0 } parent)
            trace.SetParentId(parent);
        trace.Start();
        await next(context);
    });
}
