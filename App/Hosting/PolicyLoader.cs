using AccessConsole.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using AccessConsole.Publishing;
using AccessConsole.Sample;

namespace AccessConsole.Hosting;

/// <summary>
/// Loads the policy when the console starts. Where the database is away the machine side serves from its cache meanwhile, and this tries again.
/// </summary>
internal sealed class PolicyLoader(CatchUp catchUp, SampleLoader sample, StandingRecords records, ServiceRestarts restarts, ILogger<PolicyLoader> log) : ResilientService(restarts)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private volatile bool isLoaded;

    public bool IsLoaded => isLoaded;

    /// <summary>The first try is awaited, so that a console that can reach its database answers nothing before it knows the policy.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryLoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!isLoaded)
        {
            await Task.Delay(RetryDelay, stoppingToken);
            await TryLoadAsync(stoppingToken);
        }
    }

    private async Task TryLoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await catchUp.LoadAsync(cancellationToken);
            await sample.LoadOnceAsync(cancellationToken);
            await records.LookAsync(cancellationToken);
            isLoaded = true;
        }
        catch (Exception e) when (StoreFailures.IsAway(e))
        {
            log.LogWarning("the policy cannot be loaded yet, the database is away: {Reason}", e.Message);
        }
    }
}
