using System.Data.Common;

namespace AccessConsole.Components;

/// <summary>Where a page reads from the store: what may fail there without anybody's fault is shown and tried again.</summary>
internal static class Loads
{
    /// <returns>False where the database is away.</returns>
    public static async Task<bool> TryAsync(Func<Task> load)
    {
        try
        {
            await load();
            return true;
        }
        catch (Exception e) when (e is DbException or TimeoutException or InvalidOperationException { InnerException: DbException })
        {
            return false;
        }
    }
}
