using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;

namespace AccessConsole.Exploring;

/// <summary>Says by the evaluator why an engine decided as it did: by the policy of the revision that the engine ran, at the time of the request.</summary>
public sealed class DecisionExplainer(LivePolicy live, IPolicyStore store)
{
    /// <returns>Null where the log holds too little of the request, or its revision is not known.</returns>
    public async Task<DecisionExplanation?> ExplainAsync(LoggedDecision logged, CancellationToken cancellationToken)
    {
        if (logged.Revision is not { } revision || LoggedRequest.Of(logged) is not { } request || await FindAsync(revision, cancellationToken) is not { } policy)
            return null;
        var decision = Evaluator.Explain(policy, RequestReader.ToAccessRequest(policy, request, logged.At));
        return new DecisionExplanation(decision, IsSame(logged, decision));
    }

    private async Task<PolicySet?> FindAsync(int revision, CancellationToken cancellationToken)
    {
        var state = live.Current;
        if (revision == state.Revision)
            return state.Policy;
        return await store.LoadAsync(revision, cancellationToken) is { } stored ? PolicySet.Of(stored.Document) : null;
    }

    /// <summary>A limit refuses at the engine what the policy grants.</summary>
    private static bool IsSame(LoggedDecision logged, Decision decision) =>
        logged.Reason == DecisionReason.RateLimited.Name()
            ? decision.Reason == DecisionReason.Granted
            : decision.Reason.Name() == logged.Reason && decision.Grant == logged.Grant && decision.IsAllowed == (logged.Effect == "allow");
}

/// <param name="Decision">The evaluator's.</param>
/// <param name="IsSame">Whether the engine decided alike.</param>
public sealed record DecisionExplanation(Decision Decision, bool IsSame);
