namespace AccessConsole.Distribution.Health;

/// <summary>Work in the background that goes on until the console stops: what nobody foresaw may end a turn of it, never all of it.</summary>
public abstract class ResilientService(ServiceRestarts restarts) : BackgroundService
{
    /// <summary>The work; a failure that it lets through is told, and it is begun anew. It may end by itself once there is nothing left to do.</summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    /// <summary>Several works side by side, each of which is told and begun anew by itself.</summary>
    protected Task RunTogetherAsync(CancellationToken stoppingToken, params IEnumerable<Func<CancellationToken, Task>> works) =>
        Task.WhenAll(works.Select(work => restarts.KeepRunningAsync($"{GetType().Name}.{work.Method.Name}", work, stoppingToken)));

    protected sealed override Task ExecuteAsync(CancellationToken stoppingToken) => restarts.KeepRunningAsync(GetType().Name, RunAsync, stoppingToken);
}
