using AccessConsole.Auditing;
using AccessConsole.Publishing;
using AccessConsole.Sample;

namespace AccessConsole.Hosting;

/// <summary>
/// Loads the policy when the console starts. Where the database is away the machine side serves from its cache meanwhile, and this tries again.
/// </summary>
internal sealed class PolicyLoader(CatchUp catchUp, SampleLoader sample, StandingRecords records, ILogger<PolicyLoader> log) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private volatile bool isLoaded;

    public bool IsLoaded => isLoaded;

    /// <summary>The first try is awaited, so that a console that can reach its database answers nothing before it knows the policy.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryLoadAsync(cancellationToken);
        Settle();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!isLoaded)
        {
            await Task.Delay(RetryDelay, stoppingToken);
            await TryLoadAsync(stoppingToken);
        }
    }

    /// <summary>
    /// What is left of a start lies scattered between what it threw away. Together it takes less memory, and decisions meet fewer pages of it (ADR 66).
    /// Nothing listens yet, so nobody waits for it.
    /// </summary>
    private static void Settle() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private async Task TryLoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await catchUp.LoadAsync(cancellationToken);
            await sample.LoadOnceAsync(cancellationToken);
            await records.LookAsync(cancellationToken);
            isLoaded = true;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException { InnerException: System.Data.Common.DbException } or TimeoutException)
        {
            log.LogWarning("the policy cannot be loaded yet, the database is away: {Reason}", e.Message);
        }
    }
}
