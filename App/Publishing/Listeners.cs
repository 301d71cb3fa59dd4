namespace AccessConsole.Publishing;

/// <summary>
/// Tells open pages and background work that something happened. None hears of it on the thread of who says it, and each on a turn of its own: a listener that
/// is slow or fails harms neither the publish that is said nor the other listeners.
/// </summary>
internal static class Listeners
{
    /// <summary>Two news that follow each other closely may reach a listener in either order.</summary>
    public static void Tell<T>(Action<T>? listeners, T news, ILogger log)
    {
        foreach (var listener in Delegate.EnumerateInvocationList(listeners))
            ThreadPool.UnsafeQueueUserWorkItem(_ => Call(() => listener(news), log), null);
    }

    /// <inheritdoc cref="Tell{T}"/>
    public static void Tell(Action? listeners, ILogger log)
    {
        foreach (var listener in Delegate.EnumerateInvocationList(listeners))
            ThreadPool.UnsafeQueueUserWorkItem(_ => Call(listener, log), null);
    }

    private static void Call(Action listener, ILogger log)
    {
        try
        {
            listener();
        }
        catch (Exception e)
        {
            log.LogError(e, "what follows a change failed at it; it may show what stood before");
        }
    }
}
