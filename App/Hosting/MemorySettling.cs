namespace AccessConsole.Hosting;

/// <summary>
/// What is left of a start lies scattered between what it threw away. Together it takes less memory, and decisions meet fewer pages of it (ADR 66).
/// The server listens last, so nobody waits for it. It is the program's and not the console's: the whole process is stopped for it, which others may share.
/// </summary>
internal sealed class MemorySettling : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
