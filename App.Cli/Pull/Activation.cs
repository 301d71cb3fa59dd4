using AccessConsole.Cli.Pull.Nginx;

namespace AccessConsole.Cli.Pull;

/// <summary>Moves the host from one state to another, or leaves it where it was.</summary>
internal sealed class Activation(BundleDirectory directory, NginxEngine engine, PullLog log)
{
    /// <summary>Points <c>current</c> at the target, has nginx check and load it, and proves it; on any failure goes back to the last good state.</summary>
    /// <param name="revision">What refusals show once the target is in force.</param>
    /// <param name="lastGood">Where to go back to.</param>
    /// <exception cref="PullException">The target did not come into force.</exception>
    public async Task SwitchAsync(string target, string revision, string lastGood)
    {
        var isLoaded = false;
        try
        {
            directory.PointTo(target);
            await engine.CheckAsync();
            isLoaded = true;
            await engine.ReloadAsync();
            await engine.ProveAsync(revision);
        }
        catch
        {
            await RestoreAsync(lastGood, isLoaded);
            throw;
        }
    }

    // A failure to go back is logged, not thrown: the reason for going back is what the operator must see.
    private async Task RestoreAsync(string lastGood, bool isLoaded)
    {
        try
        {
            directory.PointTo(lastGood);
            if (isLoaded)
                await engine.ReloadAsync();
        }
        catch (Exception e) when (e is PullException or IOException)
        {
            log.Write("not_restored", e.Message);
        }
    }
}
