using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Diagnosis;

/// <summary>Everything that one call may fail by, each looked at by itself: what fails first hides nothing behind it.</summary>
/// <param name="Deployment">What was called; null where the policy has no such deployment.</param>
/// <param name="Decision">What the policy says of the call with the credentials that were shown; null where that cannot be told.</param>
public sealed record CallDiagnosis(DeploymentPolicy? Deployment, Decision? Decision, ImmutableArray<CallCheck> Checks)
{
    public bool HasFailures => Checks.Any(c => c.Result == CheckResult.Failed);

    public static CallDiagnosis Of(FailingCall call, CallSurroundings around)
    {
        var (deployment, target) = CallTarget.Find(around.Policy, call);
        if (deployment is null)
            return new CallDiagnosis(null, null, [target, .. CertificatesAlone(call, around)]);
        var caller = CallerOf(call, around, deployment);
        var request = new AccessRequest(caller, deployment.Environment.Name, deployment.Service.Name, call.Method, call.Path, around.Now);
        var decision = caller == Caller.Unidentified && deployment.Deployment.Isolation == Isolation.All ? null : Evaluator.Explain(around.Policy, request);
        return new CallDiagnosis(deployment, decision,
        [
            target,
            .. RequestChecks.Of(call),
            .. TokenChecks.Of(call, deployment, around),
            .. CertificateChecks.Of(call.Certificate, around),
            .. GrantChecks.Of(call, request, deployment, around),
            .. Nginx.NginxChecks.Of(call, deployment),
            .. BundleChecks.Of(around.Hops(deployment), around),
            ClockChecks.OfEngines(),
        ]);
    }

    private static Caller CallerOf(FailingCall call, CallSurroundings around, DeploymentPolicy deployment)
    {
        var token = PresentedToken.Text(call.Token) is { } text
            ? new TokenVerifier(around.Policy, around.KeysOf).Verify(text, deployment.Environment.Name, deployment.Service.Name, around.Now)
            : null;
        var certificate = string.IsNullOrWhiteSpace(call.Certificate) ? null : new CertificateVerifier(around.Policy).Verify(call.Certificate, around.Now);
        return token is null && certificate is null ? Caller.Unidentified : new Caller(token, certificate);
    }

    /// <summary>A chain is right or wrong whatever is called.</summary>
    private static IEnumerable<CallCheck> CertificatesAlone(FailingCall call, CallSurroundings around) => CertificateChecks.Of(call.Certificate, around);
}
