using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>Whether two policies let the same requests through to the same places, from a moment on.</summary>
/// <param name="Access">All in which they differ; empty where they mean the same.</param>
/// <param name="Difference">A request on which they differ; null where they mean the same.</param>
public sealed record PolicyMeaning(AccessDiff Access, MeaningDifference? Difference)
{
    public bool IsSame => Access.IsEmpty;

    public static PolicyMeaning Compare(PolicySet one, PolicySet other, DateTimeOffset now)
    {
        var access = AccessDiff.Between(one, other, now);
        var found = access.Changes.SelectMany(change => change.Regions.Select(region => MeaningDifference.Of(one, other, change, region.Sample(now))));
        return new PolicyMeaning(access, found.FirstOrDefault(d => d.IsConfirmed) ?? found.FirstOrDefault());
    }
}

/// <summary>A request that two policies treat differently.</summary>
public sealed record MeaningDifference(DecisionRequest Request, RequestOutcome One, RequestOutcome Other)
{
    /// <summary>Whether the evaluator says so too.</summary>
    public bool IsConfirmed => One.Passes != Other.Passes || (One.Passes && One.Target != Other.Target);

    /// <summary>The caller by what its credential shows, which means the same in both.</summary>
    internal static MeaningDifference Of(PolicySet one, PolicySet other, AccessChange change, RequestSample sample) =>
        Of(one, other, WitnessRequest.ByCredential(change.Identity, change.Environment, change.Service, sample));

    /// <summary>By name first, which says more to people.</summary>
    internal static IEnumerable<MeaningDifference> Candidates(PolicySet one, PolicySet other, AccessChange change, RequestSample sample)
    {
        if (WitnessRequest.ByName(change.Identity, change.Environment, change.Service, sample) is { } named)
            yield return Of(one, other, named);
        yield return Of(one, other, change, sample);
    }

    private static MeaningDifference Of(PolicySet one, PolicySet other, DecisionRequest request) => new(request, RequestOutcome.Of(one, request), RequestOutcome.Of(other, request));
}

/// <summary>What becomes of a request: the evaluator's decision, whether anything enforces it, and where the request comes out.</summary>
/// <param name="Passes">Whether it reaches the service as who asks: allowed, or refused by nobody.</param>
/// <param name="Target">Null where there is no such deployment.</param>
public sealed record RequestOutcome(Decision Decision, bool Passes, DeploymentTarget? Target)
{
    public static RequestOutcome Of(PolicySet policy, DecisionRequest request)
    {
        var decision = Witness.Decide(policy, request);
        if (policy.Find(request.Environment, request.Service) is not { } deployment)
            return new RequestOutcome(decision, false, null);
        // A TCP connection shows no token: whoever has nothing else comes as a caller without credential, if at all, and not as who they are.
        var isShown = request.Claims is null || !DeploymentView.IsTcp(deployment);
        return new RequestOutcome(decision, DeploymentView.IsOpen(deployment) || (isShown && decision.IsAllowed), DeploymentTarget.Of(deployment.Deployment));
    }
}
