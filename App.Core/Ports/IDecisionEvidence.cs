using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>The decision log asked as evidence: how often grants decide, how they were used, what was refused, and how complete all of that is.</summary>
public interface IDecisionEvidence
{
    /// <summary>How often each grant decided, by the counts of the hours; grants that never did are left out.</summary>
    /// <param name="since">The beginning of an hour.</param>
    Task<IReadOnlyDictionary<string, TotalUse>> UseOfGrantsAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Which engines told decisions of which services.</summary>
    /// <param name="since">The beginning of a day.</param>
    /// <param name="until">Days that begin before it count.</param>
    Task<IReadOnlyList<DecisionSource>> SourcesAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>By environment, how many decisions are known not to have been kept.</summary>
    Task<IReadOnlyDictionary<string, long>> LossesAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>The calls of which single decisions are kept that these grants allowed, those that are alike taken together; in order of grants.</summary>
    /// <param name="since">From when on <see cref="SeenCall.InWindow"/> counts.</param>
    /// <param name="limit">Of kinds of calls.</param>
    Task<SeenCalls> CallsOfAsync(IReadOnlyCollection<string> grants, DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>Calls of known callers that no grant allowed, refused or (in shadow mode) let pass all the same; the most frequent first.</summary>
    Task<SeenCalls> RefusedAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>Who was seen to call what, by the counts of the hours that begin within a time; callers whom no credential named are left out.</summary>
    Task<ObservedUses> ObservedAsync(DateTimeOffset since, DateTimeOffset until, int limit, CancellationToken cancellationToken);
}

public sealed record TotalUse(long Count, DateTimeOffset Last);

/// <summary>An engine that told decisions of a service of an environment.</summary>
/// <param name="Target">Null for what the console decided itself, over HTTP.</param>
/// <param name="Days">On how many days of those asked for, in UTC.</param>
public sealed record DecisionSource(string Environment, string Service, Target? Target, int Days, long Count, DateTimeOffset First, DateTimeOffset Last);

/// <param name="HasMore">Whether there are kinds of calls beyond the limit: then nothing follows from what is not among these.</param>
public sealed record SeenCalls(IReadOnlyList<SeenCall> Calls, bool HasMore);
