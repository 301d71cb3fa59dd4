using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Components.Pages.Simulator;

/// <summary>What to do about a denial.</summary>
public static class Advice
{
    public static string ReasonInWords(DecisionReason reason) => reason switch
    {
        DecisionReason.UnknownEnvironment => "there is no such environment",
        DecisionReason.UnknownService => "the service is not deployed in this environment",
        DecisionReason.TokenInvalid => "the token or certificate is not valid",
        DecisionReason.MissingClaim => "the token lacks a claim that identifies the caller",
        DecisionReason.AmbiguousIdentity => "the credentials name more than one principal, or several share one",
        DecisionReason.UnknownPrincipal => "the caller is no pipeline or workload of the policy",
        DecisionReason.PathNotCanonical => "the path is not in canonical form",
        DecisionReason.MethodUnknown => "the method is none that a policy can speak of",
        DecisionReason.DeniedByGrant => "a grant denies it",
        DecisionReason.Granted => "a grant allows it",
        DecisionReason.NotGoverned => "the deployment's isolation leaves this caller alone",
        DecisionReason.NoGrant => "no grant allows it",
        DecisionReason.RateLimited => "a grant's rate limit is used up",
    };

    /// <returns>Null where an engine names a reason that the console does not know.</returns>
    public static string? ReasonInWords(string logged) =>
        Enum.GetValues<DecisionReason>().Where(reason => reason.Name() == logged).Select(reason => ReasonInWords(reason)).FirstOrDefault();

    /// <summary>Grants that people wrote before those that a deployment's settings imply, such as its probes: nobody looks for their access there.</summary>
    public static IEnumerable<NearMiss> ForReading(IEnumerable<NearMiss> near) => near.OrderBy(miss => GeneratedRules.IsName(miss.Grant));

    /// <param name="failed">The first condition that failed, see <see cref="NearMiss"/>.</param>
    public static string ToDo(string failed) => GrantAdvice.ToDo(failed);
}
