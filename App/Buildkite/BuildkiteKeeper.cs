using AccessConsole.Configuration;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using Microsoft.Extensions.Options;

namespace AccessConsole.Buildkite;

/// <summary>Lists each connected organization when it is due. Every replica looks; one of them lists.</summary>
internal sealed class BuildkiteKeeper(IBuildkiteStore store, BuildkiteSync sync, IOptions<ConsoleOptions> options, TimeProvider clock, ServiceRestarts restarts, ILogger<BuildkiteKeeper> log) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    // A replica without the keys looks on, and says so once.
    private readonly HashSet<Guid> closed = [];

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
            await LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var connection in (await store.ListAsync(cancellationToken)).Where(IsDue))
                Note(connection, await sync.RunAsync(connection.Id, IsDue, cancellationToken));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("organizations at Buildkite could not be listed: {Reason}", e.Message);
        }
    }

    private bool IsDue(BuildkiteConnection connection) => SyncSchedule.IsDue(connection, options.Value.BuildkiteInterval, clock.GetUtcNow());

    private void Note(BuildkiteConnection connection, SyncOutcome outcome)
    {
        if (outcome.Failure == BuildkiteSync.TokenClosed && closed.Add(connection.Id))
            log.LogWarning("the token for organization {Organization} at Buildkite cannot be opened here: {Reason}", connection.Organization, outcome.Failure);
        else if (outcome.Kind == SyncKind.Listed)
            closed.Remove(connection.Id);
    }
}
