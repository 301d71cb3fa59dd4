using AccessConsole.Core.Ports;
using AccessConsole.Telemetry;
using Microsoft.Extensions.Options;

namespace AccessConsole.Distribution.Decisions;

/// <summary>Decisions that wait for the database, within a bound of memory: what does not fit stays with whoever sent it.</summary>
internal sealed class DecisionQueue(IOptions<DecisionOptions> options, DecisionMetrics metrics) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<DecisionBatch> waiting = new();
    private readonly SemaphoreSlim filled = new(0);
    private readonly long limit = options.Value.QueueBytes;
    private long bytes;

    /// <summary>Whether nothing more is taken for now.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
                return bytes >= limit;
        }
    }

    /// <returns>False where it does not fit.</returns>
    public bool TryAdd(DecisionBatch batch)
    {
        lock (gate)
        {
            if (waiting.Count > 0 && bytes + batch.Bytes > limit)
                return false;
            bytes += batch.Bytes;
            waiting.Enqueue(batch);
        }

        metrics.CountLosses(batch.Losses);
        metrics.SetWaiting(batch.Decisions.Count);
        filled.Release();
        return true;
    }

    /// <summary>Waits until there is something, and takes what came, up to a number of decisions; one batch at least. It still counts until it is let go.</summary>
    public async Task<IReadOnlyList<DecisionBatch>> TakeAsync(int most, CancellationToken cancellationToken)
    {
        await filled.WaitAsync(cancellationToken);
        return Take(most);
    }

    /// <summary>What waits, without waiting for any.</summary>
    public IReadOnlyList<DecisionBatch> TakeRest(int most) => filled.Wait(0) ? Take(most) : [];

    /// <summary>The batches are written or given up: there is room again, and whoever waits is told.</summary>
    public void LetGo(IReadOnlyList<DecisionBatch> batches)
    {
        lock (gate)
            bytes -= batches.Sum(batch => batch.Bytes);
        foreach (var batch in batches)
        {
            metrics.SetWaiting(-batch.Decisions.Count);
            batch.Settle();
        }
    }

    public void Dispose() => filled.Dispose();

    private List<DecisionBatch> Take(int most)
    {
        var taken = new List<DecisionBatch>();
        var count = 0;
        lock (gate)
        {
            do
            {
                taken.Add(waiting.Dequeue());
                count += taken[^1].Decisions.Count;
            }
            while (count < most && waiting.Count > 0 && filled.Wait(0));
        }

        return taken;
    }
}
