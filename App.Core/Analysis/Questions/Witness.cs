using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>A concrete request that shows an answer to be true, with what the evaluator decides on it.</summary>
/// <param name="Request">Everything that the decision depends on, the time included; to put to the simulator as it is.</param>
public sealed record Witness(DecisionRequest Request, Decision Decision)
{
    internal static Witness Of(PolicySet policy, DecisionRequest request) => new(request, Decide(policy, request));

    /// <summary>By the principal's name where that says the same, else by what its credential shows.</summary>
    internal static Witness Of(PolicySet policy, IdentityRef identity, DeploymentPolicy place, RequestSample sample)
    {
        var shown = Of(policy, WitnessRequest.ByCredential(identity, place.Environment.Name, place.Service.Name, sample));
        if (WitnessRequest.ByName(identity, place.Environment.Name, place.Service.Name, sample) is not { } named)
            return shown;
        var asNamed = Of(policy, named);
        return (asNamed.Decision.Reason, asNamed.Decision.Grant) == (shown.Decision.Reason, shown.Decision.Grant) ? asNamed : shown;
    }

    /// <summary>The evaluator's decision, with the nearest grants where it denies.</summary>
    public static Decision Decide(PolicySet policy, DecisionRequest request) =>
        Evaluator.Explain(policy, RequestReader.ToAccessRequest(policy, request, request.Time ?? default));
}
