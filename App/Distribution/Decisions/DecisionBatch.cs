using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Decisions;

/// <summary>What one request brought, on its way to the database.</summary>
/// <param name="Bytes">About how much memory it takes.</param>
internal sealed record DecisionBatch(IReadOnlyList<LoggedDecision> Decisions, IReadOnlyList<DecisionLoss> Losses, long Bytes)
{
    /// <summary>Of a decision or a loss: a batch may be of losses alone.</summary>
    private const long BytesOfOne = 600;

    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends once the batch is written or given up.</summary>
    public Task Settled => settled.Task;

    public bool IsEmpty => Decisions.Count == 0 && Losses.Count == 0;

    public void Settle() => settled.TrySetResult();

    public static DecisionBatch Of(IReadOnlyList<LoggedDecision> decisions, IReadOnlyList<DecisionLoss> losses) =>
        new(decisions, losses, (losses.Count * BytesOfOne) + decisions.Sum(decision => BytesOfOne + (2L * (decision.Path?.Length ?? 0)) + (decision.Claims.Count * 100L)));
}
