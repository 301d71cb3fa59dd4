using AccessConsole.Core.Ports;

namespace AccessConsole.Components;

/// <summary>Where a page reads from the store or writes to it: what may fail there without anybody's fault is shown and tried again.</summary>
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
        catch (Exception e) when (StoreFailures.IsAway(e))
        {
            return false;
        }
    }
}
