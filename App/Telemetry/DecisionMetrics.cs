using System.Diagnostics.Metrics;
using AccessConsole.Core.Ports;

namespace AccessConsole.Telemetry;

/// <summary>What is counted of engines' decisions on their way into the database.</summary>
public sealed class DecisionMetrics
{
    private readonly Counter<long> kept;
    private readonly Counter<long> repeated;
    private readonly Counter<long> lost;
    private long waiting;

    public DecisionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ConsoleMetrics.MeterName);
        kept = meter.CreateCounter<long>("access.decisions.kept", description: "Decisions of engines that were written to the database");
        repeated = meter.CreateCounter<long>("access.decisions.repeated", description: "Decisions that came again and were there already");
        lost = meter.CreateCounter<long>("access.decisions.lost", description: "Decisions that were not kept, by cause");
        meter.CreateObservableGauge("access.decisions.waiting", () => Waiting, description: "Decisions in memory that wait for the database");
    }

    public long Waiting => Interlocked.Read(ref waiting);

    internal void SetWaiting(int change) => Interlocked.Add(ref waiting, change);

    internal void CountKept(int added, int sent)
    {
        kept.Add(added);
        repeated.Add(sent - added);
    }

    /// <param name="cause">One of <see cref="LossCauses"/>.</param>
    internal void CountLost(string cause, long count) => lost.Add(count, new KeyValuePair<string, object?>("cause", cause));

    internal void CountLosses(IEnumerable<DecisionLoss> losses)
    {
        foreach (var loss in losses)
            CountLost(loss.Cause, loss.Count);
    }
}
