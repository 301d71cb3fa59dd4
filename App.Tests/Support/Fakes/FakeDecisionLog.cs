using System.Collections.Concurrent;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>Decisions in memory; unreachable, or refusing some, when told so.</summary>
internal sealed class FakeDecisionLog : IDecisionLog
{
    private int lists;

    public bool IsAway { get; set; }

    /// <summary>The decisions whose batches the store refuses.</summary>
    public Func<LoggedDecision, bool> Refuses { get; set; } = _ => false;

    /// <summary>Called before each attempt to write, which is given up where its token is cancelled by then.</summary>
    public Action<IReadOnlyList<LoggedDecision>> OnWriting { get; set; } = _ => { };

    public ConcurrentDictionary<(DateTimeOffset At, Guid Id), LoggedDecision> Decisions { get; } = new();

    public ConcurrentQueue<DecisionLoss> Losses { get; } = new();

    /// <summary>How often it was asked for a list.</summary>
    public int Lists => lists;

    /// <summary>In the order of time.</summary>
    public IReadOnlyList<LoggedDecision> List() => [.. Decisions.Values.OrderBy(decision => decision.At).ThenBy(decision => decision.Id)];

    public Task<int> AddAsync(IReadOnlyList<LoggedDecision> decisions, IReadOnlyList<DecisionLoss> losses, CancellationToken cancellationToken)
    {
        OnWriting(decisions);
        cancellationToken.ThrowIfCancellationRequested();
        RequireReachable();
        if (decisions.Any(Refuses))
            throw new RefusedByTheStore();
        foreach (var loss in losses)
            Losses.Enqueue(loss);
        return Task.FromResult(decisions.Count(decision => Decisions.TryAdd((decision.At, decision.Id), decision)));
    }

    public Task<int> EndAsync(DateTimeOffset decisionsBefore, DateTimeOffset countsBefore, CancellationToken cancellationToken)
    {
        RequireReachable();
        return Task.FromResult(0);
    }

    public Task<IReadOnlyList<LoggedDecision>> ListAsync(DecisionFilter filter, DecisionPlace? before, int limit, CancellationToken cancellationToken)
    {
        RequireReachable();
        LoggedDecision[] found =
        [
            .. List().Reverse()
                .Where(filter.Takes)
                .Where(decision => before is null || (decision.At, decision.Id).CompareTo((before.At, before.Id)) < 0)
                .Take(limit),
        ];
        Interlocked.Increment(ref lists);
        return Task.FromResult<IReadOnlyList<LoggedDecision>>(found);
    }

    public Task<LoggedDecision?> FindAsync(DecisionPlace place, CancellationToken cancellationToken) =>
        Task.FromResult(Decisions.GetValueOrDefault((place.At, place.Id)));

    public Task<bool> AnyAsync(CancellationToken cancellationToken) => Task.FromResult(!Decisions.IsEmpty);

    public Task<IReadOnlyList<GrantUse>> UseOfGrantAsync(string grant, DateTimeOffset since, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<GrantUse>>(
    [
        .. Decisions.Values.Where(decision => decision.Grant == grant && decision.At >= since)
            .GroupBy(decision => (decision.Environment, Service: decision.Service ?? "", decision.Reason))
            .Select(g => new GrantUse(g.Key.Environment, g.Key.Service, g.Key.Reason, g.LongCount(), g.Min(decision => decision.At), g.Max(decision => decision.At))),
    ]);

    public Task<DecisionCoverage> CoverageAsync(DateTimeOffset since, CancellationToken cancellationToken) => Task.FromResult(new DecisionCoverage(null, null, Decisions.Count, Losses.Sum(loss => loss.Count)));

    private void RequireReachable()
    {
        if (IsAway)
            throw new IOException("the database is away");
    }

    private sealed class RefusedByTheStore() : System.Data.Common.DbException("invalid byte sequence")
    {
        public override string? SqlState => "22021";
    }
}
