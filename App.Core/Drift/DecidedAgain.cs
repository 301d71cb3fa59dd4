using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Drift;

/// <summary>
/// Decides logged requests again. INVARIANT (no false drift): only what the log holds is compared. It does not hold tokens, certificates or how much of a limit was used, so that a
/// decision is compared only where the engine says whom it identified and that the policy decided.
/// </summary>
public static class DecidedAgain
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(TokenVerifier.SkewSeconds);

    /// <summary>Whether the log holds enough of a decision for it to be made again, by the policy of its revision.</summary>
    public static bool IsComparable(LoggedDecision logged) =>
        logged is { Revision: not null, Service: not null, Method: not null, Path: not null, Principal: not null }
        && logged.Target is Target.Nginx or Target.Opa or Target.Envoy
        && logged.Reason is "granted" or "no_grant" or "denied_by_grant" or "not_governed"
        && logged.Effect is "allow" or "deny"
        && CanonicalPath.IsCanonical(logged.Path);

    /// <summary>What the evaluator says instead; null where it says the same, or where the log leaves open what the caller showed.</summary>
    /// <param name="policy">Of the revision that the engine ran.</param>
    public static DecisionDifference? Compare(PolicySet policy, LoggedDecision logged)
    {
        if (!IsComparable(logged) || LeavesOpen(policy, logged) || CallerOf(policy.Principals, logged) is not { } caller)
            return null;
        // By the engine's clock, which may be as far from ours as tokens allow: a grant that begins or ends around then says nothing.
        foreach (var at in (DateTimeOffset[])[logged.At, logged.At - Skew, logged.At + Skew])
        {
            if (Decide(policy, logged, caller, at).Effect == EffectOf(logged))
                return null;
        }

        // A claim that is not in the log may have been none that a policy speaks of.
        if (caller.Token is { } token && Decide(policy, logged, caller with { Token = TokenEvidence.Verified(token.Provider, Odd(token.Claims)) }, logged.At).Effect == EffectOf(logged))
            return null;

        return new DecisionDifference(logged, Decide(policy, logged, caller, logged.At).ToDecision());
    }

    private static Effect EffectOf(LoggedDecision logged) => logged.Effect == "allow" ? Effect.Allow : Effect.Deny;

    /// <summary>Whether the grant that decided reads a claim that the log has not: one too long to be kept, say.</summary>
    private static bool LeavesOpen(PolicySet policy, LoggedDecision logged) =>
        logged.Grant is { } name && policy.Grants.GetValueOrDefault(name)?.When is { } when
        && ((when.Branches.Count + when.Tags.Count > 0 && Lacks(logged, ClaimNames.Branch) && Lacks(logged, ClaimNames.Tag))
            || (when.Sources.Count > 0 && Lacks(logged, ClaimNames.Source))
            || (when.Queues.Count > 0 && Lacks(logged, ClaimNames.QueueKey) && Lacks(logged, ClaimNames.QueueId))
            || (when.Clusters.Count > 0 && Lacks(logged, ClaimNames.ClusterName) && Lacks(logged, ClaimNames.ClusterId))
            || (when.Steps.Count > 0 && Lacks(logged, ClaimNames.Step)));

    private static bool Lacks(LoggedDecision logged, string claim) => !logged.Claims.ContainsKey(claim);

    /// <summary>
    /// The claims, with those that conditions read and that are missing as values of no kind that a policy speaks of. The branch of a tag's build is the tag: where one is in the log, there
    /// was no tag that is not.
    /// </summary>
    private static TokenClaims Odd(TokenClaims claims) => new(LoggedClaims.Names.Append(ClaimNames.OrganizationId).Append(ClaimNames.PipelineId)
        .ToDictionary(name => name, name => claims[name].Kind != ClaimKind.Absent || (name == ClaimNames.Tag && claims.Branch.IsString) ? claims[name] : ClaimValue.Other, StringComparer.Ordinal));

    private static Verdict Decide(PolicySet policy, LoggedDecision logged, Caller caller, DateTimeOffset at) =>
        Evaluator.Decide(policy, new AccessRequest(caller, logged.Environment, logged.Service!, logged.Method!, logged.Path!, at));

    /// <returns>Null where a certificate alone may have named a pipeline: then no condition held, and the log does not tell.</returns>
    private static Caller? CallerOf(PrincipalDirectory directory, LoggedDecision logged)
    {
        // A principal that the revision does not know is nobody there.
        if (Find(directory, logged.Principal!) is not { } principal)
            return new Caller(TokenEvidence.Verified("", TokenClaims.Empty));
        var provider = principal.Pipeline?.Provider ?? principal.Workload?.Provider;
        if (provider is null)
            return new Caller(Certificate: principal.SpiffeId is { } id ? new CertificateEvidence(id) : null);
        return logged.Claims.Count == 0 && principal.SpiffeId is not null ? null : new Caller(TokenEvidence.Verified(provider, ClaimsOf(principal, logged)));
    }

    private static Principal? Find(PrincipalDirectory directory, string name) => name.Split('/', 2) switch
    {
        ["pipeline", var pipeline] => directory.Find(new PolicyReference(PolicyKind.Pipeline, pipeline)),
        ["workload", var workload] => directory.Find(new PolicyReference(PolicyKind.Workload, workload)),
        _ => null,
    };

    /// <summary>The claims that identify the principal, and those that were logged.</summary>
    private static TokenClaims ClaimsOf(Principal principal, LoggedDecision logged)
    {
        var claims = logged.Claims.ToDictionary(c => c.Key, c => ClaimValue.Of(c.Value), StringComparer.Ordinal);
        if (principal.Pipeline is { } pipeline)
        {
            claims[ClaimNames.OrganizationId] = ClaimValue.Of(pipeline.Organization.Id?.ToString());
            claims[ClaimNames.PipelineId] = ClaimValue.Of(pipeline.Id?.ToString());
            claims[ClaimNames.OrganizationSlug] = ClaimValue.Of(pipeline.Organization.Slug);
            claims[ClaimNames.PipelineSlug] = ClaimValue.Of(pipeline.Slug);
        }

        foreach (var (name, value) in principal.Workload?.Claims ?? ValueMap.Empty)
            claims[name] = ClaimValue.Of(value);
        return new TokenClaims(claims);
    }
}
