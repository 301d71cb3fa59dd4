namespace AccessConsole.Cli.Pull;

/// <summary>Moves the engine from one state to another, or leaves it where it was.</summary>
internal sealed class Activation(BundleDirectory directory, IEngine engine, PullLog log)
{
    /// <summary>Points <c>current</c> at the state, has the engine check and run it, and proves it; on any failure goes back to the last good state.</summary>
    /// <param name="lastGood">Where to go back to; null where nothing is known of what was before.</param>
    /// <exception cref="PullException">The state did not come into force.</exception>
    public async Task SwitchAsync(EngineState next, EngineState? lastGood)
    {
        var isActivated = false;
        var former = directory.Current;
        try
        {
            if (engine.FollowsLink)
                await engine.CheckAsync(next);
            directory.PointTo(next.Target);
            if (!engine.FollowsLink)
                await engine.CheckAsync(next);
            isActivated = true;
            await engine.ActivateAsync(next);
            await engine.ProveAsync(next);
        }
        catch
        {
            await RestoreAsync(lastGood, former, isActivated);
            throw;
        }
    }

    // A failure to go back is logged, not thrown: the reason for going back is what the operator must see.
    private async Task RestoreAsync(EngineState? lastGood, string? former, bool isActivated)
    {
        try
        {
            if ((lastGood?.Target ?? former) is { } target)
                directory.PointTo(target);
            if (isActivated && lastGood is not null)
                await engine.ActivateAsync(lastGood);
        }
        catch (Exception e) when (e is PullException or IOException)
        {
            log.Write("not_restored", e.Message);
        }
    }
}
