using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Evaluation;

/// <summary>
/// The meaning of a policy: for one request, allow or deny and why. Every engine's output, the simulator, the embedded tests and
/// the access diff are held against it. Finds the rules of a principal at a deployment by index, so a decision costs what those few
/// rules cost, however many grants there are.
/// </summary>
public static class Evaluator
{
    public static Verdict Decide(PolicySet policy, in AccessRequest request)
    {
        if (policy.Find(request.Environment, request.Service) is not { } deployment)
            return new Verdict(policy.HasEnvironment(request.Environment) ? DecisionReason.UnknownService : DecisionReason.UnknownEnvironment);
        return deployment.Guard.Protocol == Protocol.Tcp
            ? DecideConnection(policy.Principals, deployment, request)
            : DecideRequest(policy.Principals, deployment, request);
    }

    /// <summary>The decision with, for a denial, the nearest grants and what failed in each.</summary>
    public static Decision Explain(PolicySet policy, in AccessRequest request)
    {
        var verdict = Decide(policy, request);
        var decision = verdict.ToDecision();
        return verdict.Effect == Effect.Allow || policy.Find(request.Environment, request.Service) is not { } deployment
            ? decision
            : decision with { Near = NearestGrants.Of(policy.Principals, deployment, request) };
    }

    private static Verdict DecideRequest(PrincipalDirectory directory, DeploymentPolicy deployment, in AccessRequest request)
    {
        var method = MethodSet.Of(request.Method);
        var isCanonical = CanonicalPath.IsCanonical(request.Path);
        var objection = !isCanonical ? DecisionReason.PathNotCanonical : method.IsEmpty ? DecisionReason.MethodUnknown : (DecisionReason?)null;
        return Decide(directory, deployment, request.Caller, new Question(method, request.Path, request.Time, objection));
    }

    /// <summary>A TCP connection has no token, method or path to show: it is decided on the certificate alone.</summary>
    private static Verdict DecideConnection(PrincipalDirectory directory, DeploymentPolicy deployment, in AccessRequest request)
    {
        var caller = request.Caller.Token is null ? request.Caller : request.Caller with { Token = null };
        return Decide(directory, deployment, caller, new Question(MethodSet.All, "/", request.Time, null));
    }

    /// <param name="question">What is asked, with the objection to it, if there is one, that any governed caller meets.</param>
    private static Verdict Decide(PrincipalDirectory directory, DeploymentPolicy deployment, Caller caller, in Question question)
    {
        var mode = deployment.Guard.Mode;
        var identity = Identification.Of(directory, caller);
        if (identity.Reason is { } refusal)
            return new Verdict(refusal, Detail: identity.Detail, Mode: mode);
        return Decide(directory, deployment, caller, identity.Principal, question) with { Mode = mode, Principal = identity.Principal };
    }

    private static Verdict Decide(PrincipalDirectory directory, DeploymentPolicy deployment, Caller caller, Principal? principal, in Question question)
    {
        var matcher = new RuleMatcher(deployment, principal, caller.Token?.Claims, question.Method, question.Path, question.Time);
        if (!Governance.Governs(directory, deployment.Guard, caller))
            return DecideUngoverned(matcher, question.Objection);
        if (principal is null)
            return DecideStranger(matcher, question.Objection);
        return question.Objection is { } objection
            ? new Verdict(objection)
            : Conclude(matcher.Match(), DecisionReason.NoGrant);
    }

    /// <summary>A caller that the policy does not know may do what is granted to anyone.</summary>
    private static Verdict DecideStranger(in RuleMatcher matcher, DecisionReason? objection)
    {
        var match = objection is null ? matcher.Match() : default;
        return match is { Deny: null, Allow: not null } ? Conclude(match, DecisionReason.UnknownPrincipal) : new Verdict(DecisionReason.UnknownPrincipal);
    }

    /// <summary>
    /// A caller that isolation leaves alone, unless a grant decides. Odd paths and methods are its own affair, but not a way around a
    /// grant that denies it something.
    /// </summary>
    private static Verdict DecideUngoverned(in RuleMatcher matcher, DecisionReason? objection)
    {
        if (objection is null)
            return Conclude(matcher.Match(), DecisionReason.NotGoverned);
        return new Verdict(matcher.IsDeniedSomething() ? objection.Value : DecisionReason.NotGoverned);
    }

    private static Verdict Conclude(RuleMatch match, DecisionReason otherwise)
    {
        if (match.Deny is { } deny)
            return new Verdict(DecisionReason.DeniedByGrant, deny);
        return match.Allow is { } allow ? new Verdict(DecisionReason.Granted, allow, Widest: match.Widest) : new Verdict(otherwise);
    }

    private readonly record struct Question(MethodSet Method, string Path, DateTimeOffset Time, DecisionReason? Objection);
}
