using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Exploring.Stories;

/// <summary>Puts a story together from the decision log and the history of the policy, of the places that somebody may read of.</summary>
public sealed class StoryTeller(IDecisionLog log, LivePolicy live, GrantOrigins origins)
{
    /// <summary>How many decisions a story holds.</summary>
    public const int MaxDecisions = 2_000;

    /// <summary>Of how many calls the hops are looked for that do not say which build called.</summary>
    public const int MaxTraces = 200;

    /// <summary>Engines' clocks differ, and a call takes a while.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromMinutes(10);

    public async Task<Story> TellAsync(ConsoleUser user, StoryQuestion question, CancellationToken cancellationToken)
    {
        var scopes = DecisionScopes.Of(user, live.Current.Policy);
        var own = await log.ListAsync(question.Filter with { Scopes = scopes }, null, MaxDecisions + 1, cancellationToken);
        var hops = await HopsAsync(own, scopes, cancellationToken);
        LoggedDecision[] all = [.. own.Concat(hops).DistinctBy(decision => decision.Id).OrderBy(decision => decision.At).ThenBy(decision => decision.Id)];
        LoggedDecision[] told = [.. all.Take(MaxDecisions)];
        return new Story(question, Calls(told), Claims(told), await GrantsAsync(told, cancellationToken), all.Length > MaxDecisions || TracesOf(own).Count() > MaxTraces);
    }

    /// <summary>The other hops of the same calls: who is met behind a gateway often shows a certificate that says nothing of a build.</summary>
    private async Task<IReadOnlyList<LoggedDecision>> HopsAsync(IReadOnlyList<LoggedDecision> own, IReadOnlyCollection<DecisionScope>? scopes, CancellationToken cancellationToken)
    {
        string[] traces = [.. TracesOf(own).Take(MaxTraces)];
        if (traces.Length == 0)
            return [];
        var filter = new DecisionFilter(Since: own.Min(decision => decision.At) - Spread, Until: own.Max(decision => decision.At) + Spread, Traces: traces, Scopes: scopes);
        return await log.ListAsync(filter, null, MaxDecisions + 1, cancellationToken);
    }

    private static IEnumerable<string> TracesOf(IEnumerable<LoggedDecision> decisions) => decisions.Select(decision => decision.Trace).OfType<string>().Distinct();

    private static ImmutableArray<StoryCall> Calls(IEnumerable<LoggedDecision> told) =>
    [
        .. told.GroupBy(decision => decision.Trace ?? decision.Id.ToString()).Select(call => new StoryCall(call.First().Trace, [.. call])).OrderBy(call => call.At),
    ];

    private static ImmutableArray<StoryClaim> Claims(IEnumerable<LoggedDecision> told) =>
    [
        .. told.SelectMany(decision => decision.Claims).GroupBy(claim => claim.Key, claim => claim.Value).OrderBy(claim => claim.Key, StringComparer.Ordinal)
            .Select(claim => new StoryClaim(claim.Key, [.. claim.Distinct().Order(StringComparer.Ordinal)])),
    ];

    private async Task<ImmutableArray<StoryGrant>> GrantsAsync(IEnumerable<LoggedDecision> told, CancellationToken cancellationToken)
    {
        var used = told.Where(decision => decision is { Grant: not null, Revision: not null }).CountBy(decision => (Grant: decision.Grant!, Revision: decision.Revision!.Value)).ToArray();
        var found = new Dictionary<int, IReadOnlyDictionary<string, Revision>>();
        foreach (var revision in used.Select(use => use.Key.Revision).Distinct())
            found[revision] = await origins.FindAsync(PolicyKind.Grant, used.Where(use => use.Key.Revision == revision).Select(use => use.Key.Grant), revision, cancellationToken);
        return [.. used.Select(use => new StoryGrant(use.Key.Grant, use.Key.Revision, found[use.Key.Revision].GetValueOrDefault(use.Key.Grant), use.Value))];
    }
}
