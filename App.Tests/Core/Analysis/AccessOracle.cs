using AccessConsole.Core.Analysis;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Core.Analysis;

/// <summary>Whether a request passes, asked of the evaluator one request at a time.</summary>
internal static class AccessOracle
{
    private static readonly string[] Methods = [.. MethodSet.KnownNames, "FOO"];

    private static readonly string[] Paths =
    [
        "/", "/a", "/a/", "/a/b", "/a/b/", "/a/x/b", "/a/b/c", "/ab", "/admin", "/admin/", "/admin/x", "/healthz", "/x", "/x/", "/x/b", "/x/b/c", "/a.b",
        "/svc.Name/Call", "/~x/-_", "/~x", "/a//b", "/a/../b",
    ];

    public static Question Question(Dice dice, DateTimeOffset now) => new(
        dice.One(Methods),
        dice.One(Paths),
        new Dictionary<string, ClaimValue>
        {
            [ClaimNames.Branch] = Value(dice, "main", "mainly", "release/", "release/1", "feature/x", "ma", "m", ""),
            [ClaimNames.Tag] = dice.Chance(50) ? ClaimValue.Absent : Value(dice, "v", "v1.0", "v2", "main", "x"),
            [ClaimNames.Source] = Value(dice, "webhook", "schedule", "ui", "api"),
            [ClaimNames.QueueKey] = Value(dice, "prod", "pr", "process", "default"),
            [ClaimNames.QueueId] = Value(dice, PolicyGen.QueueId.ToString(), "other"),
            [ClaimNames.ClusterName] = Value(dice, "main", "other"),
            [ClaimNames.ClusterId] = Value(dice, PolicyGen.QueueId.ToString(), "other"),
            [ClaimNames.Step] = Value(dice, "migrate", "deploy", "d"),
        },
        dice.One(now, now.AddHours(1).AddTicks(-1), now.AddHours(1), now.AddHours(2).AddTicks(-1), now.AddHours(2), now.AddHours(5)));

    public static bool Passes(PolicySet policy, IdentityRef identity, string environment, string service, Question question)
    {
        if (policy.Find(environment, service)?.Deployment is not { } deployment)
            return false;
        if (deployment.Mode == Mode.Shadow || deployment.Hops.Count == 0)
            return true;
        if (identity.HasToken && deployment.Protocol == Protocol.Tcp)
            return false;
        return Allows(policy, identity, environment, service, question);
    }

    /// <summary>What is decided, whether or not anything enforces it.</summary>
    public static bool Allows(PolicySet policy, IdentityRef identity, string environment, string service, Question question) =>
        Evaluator.Decide(policy, new AccessRequest(CallerOf(policy, identity, question), environment, service, question.Method, question.Path, question.Time)).Effect == Effect.Allow;

    /// <summary>Everybody whom the policy knows, and strangers of every kind.</summary>
    public static IEnumerable<IdentityRef> Identities(PolicySet policy)
    {
        var anybody = policy.Principals.All[0];
        string[] paths = ["/ns/stranger", "/ci/stranger", "/ci/inner/stranger", "/stranger"];
        return Known(policy).Append(IdentityRef.NoCredential)
            .Concat(paths.Select(path => IdentityRef.OfCertificate(anybody, SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}{path}"))))
            .Concat(policy.Providers.Values.Select(p => p.Oidc?.Issuer).OfType<string>().Select(issuer => IdentityRef.OfToken(anybody, issuer, new ValueMap([new("sub", "stranger")]))))
            .Distinct();
    }

    private static IEnumerable<IdentityRef> Known(PolicySet policy)
    {
        foreach (var principal in policy.Principals.All)
        {
            if (principal.SpiffeId is { } id)
                yield return IdentityRef.OfCertificate(principal, id);
            if (principal.Workload is { Provider: { } provider } workload)
                yield return IdentityRef.OfToken(principal, policy.Providers[provider].Oidc!.Issuer, workload.Claims);
            if (principal.Pipeline is { } pipeline)
                yield return IdentityRef.OfToken(principal, policy.Providers[pipeline.Provider].Oidc!.Issuer, ClaimsOf(pipeline, policy));
        }
    }

    private static ValueMap ClaimsOf(Pipeline pipeline, PolicySet policy) => policy.Providers[pipeline.Provider].Oidc!.IdentifyBy == IdentifyBy.Uuid
        ? new ValueMap([new(ClaimNames.OrganizationId, pipeline.Organization.Id!.Value.ToString()), new(ClaimNames.PipelineId, pipeline.Id!.Value.ToString())])
        : new ValueMap([new(ClaimNames.OrganizationSlug, pipeline.Organization.Slug), new(ClaimNames.PipelineSlug, pipeline.Slug)]);

    private static Caller CallerOf(PolicySet policy, IdentityRef identity, Question question)
    {
        if (identity.SpiffeId is { } id)
            return new Caller(Certificate: policy.Principals.FindTrustDomain(id.TrustDomain) is null ? CertificateEvidence.Invalid : new CertificateEvidence(id));
        if (identity.Issuer is not { } issuer)
            return Caller.Unidentified;
        if (policy.Providers.Values.FirstOrDefault(p => p.Oidc?.Issuer == issuer) is not { } provider)
            return new Caller(TokenEvidence.Invalid(TokenDefect.Issuer));
        var claims = new Dictionary<string, ClaimValue>(question.Claims);
        foreach (var name in new[] { ClaimNames.OrganizationId, ClaimNames.PipelineId, ClaimNames.OrganizationSlug, ClaimNames.PipelineSlug })
            claims[name] = ClaimValue.Of("somebody else");
        foreach (var (name, value) in identity.Claims)
            claims[name] = ClaimValue.Of(value);
        return new Caller(TokenEvidence.Verified(provider.Name, new TokenClaims(claims)));
    }

    private static ClaimValue Value(Dice dice, params string[] texts) =>
        dice.Chance(12) ? ClaimValue.Absent : dice.Chance(8) ? ClaimValue.Other : ClaimValue.Of(dice.One<string>(texts));
}

/// <summary>What is asked besides by whom and of which deployment.</summary>
internal sealed record Question(string Method, string Path, Dictionary<string, ClaimValue> Claims, DateTimeOffset Time);
