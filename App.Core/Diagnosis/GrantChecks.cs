using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Diagnosis;

/// <summary>What the policy would say of the same caller with sound credentials: whom they name, and what each near grant lacks.</summary>
internal static class GrantChecks
{
    public static IEnumerable<CallCheck> Of(FailingCall call, AccessRequest request, DeploymentPolicy deployment, CallSurroundings around)
    {
        var caller = Sound(call, request.Caller, deployment, around.Policy);
        if (caller == Caller.Unidentified && PresentedToken.Text(call.Token) is null && string.IsNullOrWhiteSpace(call.Certificate))
            return [CallCheck.Untold("grant.decision", "neither a token nor a certificate was given", "give what the caller showed; a call without any is " + (Evaluator.Decide(around.Policy, request).Effect == Effect.Allow ? "allowed here" : "denied here"))];
        var sound = request with { Caller = caller };
        var identity = Identification.Of(around.Policy.Principals, caller);
        return [OfIdentity(identity, caller, deployment, around.Policy), OfDecision(Evaluator.Decide(around.Policy, sound)), .. OfNearGrants(sound, deployment, around.Policy)];
    }

    /// <summary>The same caller, if its token and certificate verified.</summary>
    private static Caller Sound(FailingCall call, Caller shown, DeploymentPolicy deployment, PolicySet policy)
    {
        var token = shown.Token;
        if (token?.Defect is not null && PresentedToken.Text(call.Token) is { } text && CompactToken.Parse(text) is { Issuer: { } issuer } parsed && policy.Principals.FindIssuer(issuer) is { } provider)
            token = TokenEvidence.Verified(provider.Name, TokenClaims.Of(parsed.Payload));
        if (deployment.Deployment.Protocol == Protocol.Tcp)
            token = null;
        var certificate = shown.Certificate is { SpiffeId: null } && CertificateChecks.IdOf(call.Certificate) is { } id ? new CertificateEvidence(id) : shown.Certificate;
        return token is null && certificate is null ? Caller.Unidentified : new Caller(token, certificate);
    }

    private static CallCheck OfIdentity(Identification identity, Caller caller, DeploymentPolicy deployment, PolicySet policy)
    {
        const string Code = "grant.caller";
        if (identity.Principal is { } principal)
            return CallCheck.Passed(Code, $"the credentials name {principal}");
        if (identity.Reason == DecisionReason.MissingClaim && caller.Token is { } token && policy.Providers[token.Provider].Oidc is { } settings)
            return CallCheck.Failed(Code, identity.Detail!, $"`{TokenRequest.Line(settings, deployment, TokenRequest.IdentityClaims(settings))}`");
        return identity.Reason is { } reason
            ? CallCheck.Failed(Code, $"`{reason.Name()}`: {identity.Detail}", "show the token and the certificate of one and the same principal, both valid")
            : CallCheck.Failed(Code, $"the credentials name no pipeline or workload of the policy{Claimed(caller)}", "add the caller to the policy, or show the credentials of one that is in it");
    }

    private static CallCheck OfDecision(Verdict verdict)
    {
        const string Code = "grant.decision";
        var mode = verdict.Mode == Mode.Shadow ? "; the deployment is in shadow, where engines let everything pass" : "";
        return verdict.Effect == Effect.Allow
            ? CallCheck.Passed(Code, (verdict.Grant is { } grant ? $"with sound credentials the grant `{grant.Name}` allows it" : "isolation leaves this caller alone") + mode)
            : CallCheck.Failed(
                Code, (verdict.Grant is { } deny ? $"the grant `{deny.Name}` denies it, whatever else allows it" : $"denied even with sound credentials: `{verdict.Reason.Name()}`") + mode,
                verdict.Grant is null ? "see the nearest grants below, or what failed above" : "change or remove that grant, or leave it: somebody meant it");
    }

    private static IEnumerable<CallCheck> OfNearGrants(AccessRequest request, DeploymentPolicy deployment, PolicySet policy)
    {
        if (Evaluator.Decide(policy, request).Effect == Effect.Allow)
            return [];
        return NearestGrants.Examine(policy.Principals, deployment, request).Select(missed => OfNearGrant(missed, request, deployment, policy));
    }

    private static CallCheck OfNearGrant(NearMiss[] missed, AccessRequest request, DeploymentPolicy deployment, PolicySet policy)
    {
        var grant = deployment.Rules.First(r => r.Grant.Name == missed[0].Grant).Grant;
        var mends = missed.Select(m => GrantAdvice.ToDo(m.Failed)).Distinct().ToList();
        if (request.Caller.Token is { } token && policy.Providers.GetValueOrDefault(token.Provider)?.Oidc is { } settings)
        {
            var lacking = missed.SelectMany(m => TokenRequest.ClaimsOf(grant, m.Failed)).Where(c => !token.Claims[c].IsString).ToArray();
            if (lacking.Length > 0)
                mends.Add($"ask for the claim: `{TokenRequest.Line(settings, deployment, [.. TokenRequest.IdentityClaims(settings), .. lacking])}`");
        }

        return CallCheck.Failed(
            "grant.near", $"`{grant.Name}`: {string.Join("; ", missed.Select(m => $"{m.Failed.Replace('_', ' ')}: {m.Detail}"))}", string.Join("; ", mends));
    }

    private static string Claimed(Caller caller)
    {
        if (caller.Token is { Defect: null } token)
        {
            var said = new[] { ClaimNames.OrganizationSlug, ClaimNames.PipelineSlug, ClaimNames.PipelineId }.Where(c => token.Claims[c].IsString).Select(c => $"`{c}` `{TokenChecks.Shown(token.Claims[c].Text)}`").ToArray();
            return said.Length == 0 ? "" : $": {string.Join(", ", said)}";
        }

        return caller.Certificate?.SpiffeId is { } id ? $": `{id.Text}`" : "";
    }
}
