using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>What a test says that the log holds.</summary>
internal sealed class FakeDecisionEvidence : IDecisionEvidence
{
    public Dictionary<string, TotalUse> Uses { get; } = new(StringComparer.Ordinal);

    public List<DecisionSource> Sources { get; } = [];

    public Dictionary<string, long> Losses { get; } = new(StringComparer.Ordinal);

    public List<ObservedUse> Observed { get; } = [];

    public List<SeenCall> Calls { get; } = [];

    public List<SeenCall> Refused { get; } = [];

    /// <summary>What an answer about refused calls waits for.</summary>
    public Task SlowRefused { get; set; } = Task.CompletedTask;

    /// <summary>What an answer about the calls of grants waits for.</summary>
    public Task SlowCalls { get; set; } = Task.CompletedTask;

    /// <summary>How often refused calls were asked for.</summary>
    public int RefusedAsked { get; private set; }

    public Task<IReadOnlyDictionary<string, TotalUse>> UseOfGrantsAsync(DateTimeOffset since, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyDictionary<string, TotalUse>>(Uses);

    public Task<IReadOnlyList<DecisionSource>> SourcesAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DecisionSource>>(Sources);

    public Task<IReadOnlyDictionary<string, long>> LossesAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyDictionary<string, long>>(Losses);

    public async Task<SeenCalls> CallsOfAsync(IReadOnlyCollection<string> grants, DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        await SlowCalls;
        return new SeenCalls([.. Calls.Where(call => grants.Contains(call.Grant)).Take(limit)], false);
    }

    public async Task<SeenCalls> RefusedAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        RefusedAsked++;
        await SlowRefused;
        return new SeenCalls([.. Refused.Take(limit)], false);
    }

    public Task<ObservedUses> ObservedAsync(DateTimeOffset since, DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(new ObservedUses([.. Observed.Where(use => use.Last >= since && use.First < until).Take(limit)], false));
}
