using System.Text.Json;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Evaluation;

/// <summary>
/// What a request to decide, as tests, the API and the simulator write it, says of its caller. A name stands for a verified token where
/// the principal has one, else for its verified SPIFFE ID; no hop rule applies.
/// </summary>
public static class RequestReader
{
    /// <param name="now">Taken where the request names no time.</param>
    public static AccessRequest ToAccessRequest(PolicySet policy, DecisionRequest request, DateTimeOffset now)
    {
        var isTcp = policy.Find(request.Environment, request.Service)?.Deployment.Protocol == Protocol.Tcp;
        return new AccessRequest(CallerOf(policy.Principals, request, isTcp), request.Environment, request.Service, request.Method, request.Path, request.Time ?? now);
    }

    private static Caller CallerOf(PrincipalDirectory directory, DecisionRequest request, bool isTcp)
    {
        if (request.Pipeline is { } pipeline)
            return Named(directory.Find(new PolicyReference(PolicyKind.Pipeline, pipeline)), request, isTcp);
        if (request.Workload is { } workload)
            return Named(directory.Find(new PolicyReference(PolicyKind.Workload, workload)), request, isTcp);
        return new Caller(
            request.Claims is { } claims ? TokenOf(directory, claims) : null,
            request.SpiffeId is { } id ? CertificateOf(id) : null);
    }

    private static Caller Named(Principal? principal, DecisionRequest request, bool isTcp)
    {
        // A name that the policy does not know is a verified identity that is nobody's.
        if (principal is null)
            return new Caller(TokenEvidence.Verified("", TokenClaims.Empty));
        var provider = principal.Pipeline?.Provider ?? principal.Workload?.Provider;
        if (provider is not null && !isTcp)
            return new Caller(TokenEvidence.Verified(provider, ClaimsOf(principal, request)));
        return new Caller(Certificate: principal.SpiffeId is { } id ? new CertificateEvidence(id) : null);
    }

    /// <summary>The claims that a token of the principal holds in a build such as the request describes.</summary>
    private static TokenClaims ClaimsOf(Principal principal, DecisionRequest request)
    {
        var claims = new Dictionary<string, ClaimValue>(StringComparer.Ordinal);
        if (principal.Pipeline is { } pipeline)
        {
            Add(ClaimNames.OrganizationId, pipeline.Organization.Id?.ToString());
            Add(ClaimNames.PipelineId, pipeline.Id?.ToString());
            Add(ClaimNames.OrganizationSlug, pipeline.Organization.Slug);
            Add(ClaimNames.PipelineSlug, pipeline.Slug);
        }

        foreach (var (name, value) in principal.Workload?.Claims ?? ValueMap.Empty)
            Add(name, value);
        Add(ClaimNames.Branch, request.Branch);
        Add(ClaimNames.Tag, request.Tag);
        Add(ClaimNames.Source, request.Source);
        AddIdOr(ClaimNames.QueueId, ClaimNames.QueueKey, request.Queue);
        AddIdOr(ClaimNames.ClusterId, ClaimNames.ClusterName, request.Cluster);
        Add(ClaimNames.Step, request.Step);
        return new TokenClaims(claims);

        void Add(string name, string? value)
        {
            if (value is not null)
                claims[name] = ClaimValue.Of(value);
        }

        // An id as a token would say it, however it is written here.
        void AddIdOr(string idName, string keyName, string? value)
        {
            if (Guid.TryParseExact(value, "D", out var id))
                Add(idName, id.ToString("D"));
            else
                Add(keyName, value);
        }
    }

    private static TokenEvidence TokenOf(PrincipalDirectory directory, string claims)
    {
        using var payload = JsonDocument.Parse(claims);
        var verified = TokenClaims.Of(payload.RootElement);
        var issuer = verified[ClaimNames.Issuer];
        return issuer.IsString && directory.FindIssuer(issuer.Text) is { } provider
            ? TokenEvidence.Verified(provider.Name, verified)
            : TokenEvidence.Invalid(TokenDefect.Issuer);
    }

    private static CertificateEvidence CertificateOf(string spiffeId) =>
        SpiffeId.TryParse(spiffeId, out var id) ? new CertificateEvidence(id) : CertificateEvidence.Invalid;
}
