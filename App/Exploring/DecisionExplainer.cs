using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Ports;

namespace AccessConsole.Exploring;

/// <summary>Says by the evaluator why an engine decided as it did: by the policy of the revision that the engine ran, at the time of the request.</summary>
public sealed class DecisionExplainer(AccessHistory history)
{
    /// <returns>Null where the log holds too little of the request, or its revision is not known.</returns>
    public async Task<DecisionExplanation?> ExplainAsync(LoggedDecision logged, CancellationToken cancellationToken)
    {
        if (logged.Revision is not { } revision || LoggedRequest.Of(logged) is not { } request || await history.FindAsync(revision, null, cancellationToken) is not { Policy: var policy })
            return null;
        var decision = Evaluator.Explain(policy, RequestReader.ToAccessRequest(policy, request, logged.At));
        return new DecisionExplanation(decision, IsSame(logged, decision));
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
