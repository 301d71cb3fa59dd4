using System.Text;
using System.Text.RegularExpressions;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Tests.Core.Evaluation;

/// <summary>
/// The meaning of a policy written a second time, straight from the document: no index, every grant looked at, nullable booleans for what is
/// unknown, regular expressions for paths. Slow and plain, so that an error in it is unlikely to be the evaluator's too.
/// </summary>
internal sealed class NaiveEvaluator(PolicyDocument policy)
{
    private const string Character = "(?:[A-Za-z0-9_~!$&'()*+,=:@-]|%(?:2[02]|3[CE]|5[BDE]|60|7[BCD]|[89A-F][0-9A-F]))";
    private const string Segment = $@"(?:\.{{0,2}}{Character}(?:{Character}|\.)*|\.{{3}}(?:{Character}|\.)*)";
    private static readonly Regex Canonical = new($@"\A/(?:{Segment}(?:/{Segment})*/?)?\z");

    public (DecisionReason Reason, string? Grant, string? Detail) Decide(AccessRequest request)
    {
        if (policy.Environments.All(e => e.Name != request.Environment))
            return (DecisionReason.UnknownEnvironment, null, null);
        var service = policy.Services.FirstOrDefault(s => s.Name == request.Service);
        if (service?.Deployments.FirstOrDefault(d => d.Environment == request.Environment) is not { } deployment)
            return (DecisionReason.UnknownService, null, null);

        var (token, certificate) = request.Caller;
        if (token?.Defect is { } defect)
            return (DecisionReason.TokenInvalid, null, defect.Name());
        var (byToken, trouble) = token is null ? ([], null) : PrincipalsOf(token);
        if (trouble is not null)
            return (trouble.Value, null, null);
        var byCertificate = certificate?.SpiffeId is { } id ? Principals().Where(p => SpiffeIdOf(p) == id).ToArray() : [];
        if (byToken.Length > 0 && byCertificate.Length > 0 && !byCertificate.Contains(byToken[0]))
            return (DecisionReason.AmbiguousIdentity, null, null);
        if (certificate is { SpiffeId: null })
            return (DecisionReason.UnknownPrincipal, null, "certificate");
        if (token is not null && byToken.Length == 0 && byCertificate.Length > 0)
            return (DecisionReason.UnknownPrincipal, null, null);

        var principal = token is not null ? byToken.FirstOrDefault() : byCertificate.Length == 1 ? byCertificate[0] : null;
        var governed = IsGoverned(deployment, token, certificate, byCertificate);
        var canonical = IsCanonical(request.Path);
        var known = MethodSet.KnownNames.Contains(request.Method);
        var asks = canonical && known;
        var standing = policy.Grants.Where(g => InForce(g, principal, token, request)).ToArray();
        var matching = asks ? [.. standing.Where(g => Permits(g, service, request))] : Array.Empty<Grant>();
        var names = matching.Where(g => g.Effect == Effect.Allow).Select(g => g.Name).Concat(Generated(service, deployment, request, asks));
        var allow = names.Order(StringComparer.Ordinal).FirstOrDefault();
        var deny = matching.Where(g => g.Effect == Effect.Deny).Select(g => g.Name).Order(StringComparer.Ordinal).FirstOrDefault();

        if (governed && principal is null && (allow is null || deny is not null))
            return (DecisionReason.UnknownPrincipal, null, null);
        if (!asks && (governed || standing.Any(g => g.Effect == Effect.Deny && RoleBearsOn(g, service))))
            return (canonical ? DecisionReason.MethodUnknown : DecisionReason.PathNotCanonical, null, null);
        if (deny is not null)
            return (DecisionReason.DeniedByGrant, deny, null);
        if (allow is not null)
            return (DecisionReason.Granted, allow, null);
        return (governed ? DecisionReason.NoGrant : DecisionReason.NotGoverned, null, null);
    }

    private static IEnumerable<string> Generated(Service service, Deployment deployment, AccessRequest request, bool asks)
    {
        if (asks && request.Method == "GET" && deployment.Probes.Any(p => p.Text == request.Path))
            yield return $"{service.Name}/{deployment.Environment}/probes";
        if (asks && request.Method == "OPTIONS" && deployment.Cors)
            yield return $"{service.Name}/{deployment.Environment}/cors";
    }

    private IEnumerable<PolicyObject> Principals() => policy.Pipelines.Cast<PolicyObject>().Concat(policy.Workloads);

    private static SpiffeId? SpiffeIdOf(PolicyObject principal) => principal is Pipeline p ? p.SpiffeId : ((Workload)principal).SpiffeId;

    private (PolicyObject[] Principals, DecisionReason? Trouble) PrincipalsOf(TokenEvidence token)
    {
        var settings = policy.IdentityProviders.FirstOrDefault(p => p.Name == token.Provider)?.Oidc;
        if (settings is null)
            return ([], null);
        var (organization, slug) = settings.IdentifyBy == IdentifyBy.Uuid ? ("organization_id", "pipeline_id") : ("organization_slug", "pipeline_slug");
        var pipelines = policy.Pipelines.Where(p => p.Provider == token.Provider
            && Says(token, organization, settings.IdentifyBy == IdentifyBy.Uuid ? p.Organization.Id?.ToString() : p.Organization.Slug)
            && Says(token, slug, settings.IdentifyBy == IdentifyBy.Uuid ? p.Id?.ToString() : p.Slug));
        var workloads = policy.Workloads.Where(w => w.Provider == token.Provider && w.Claims.All(c => Says(token, c.Key, c.Value)));
        var found = pipelines.Cast<PolicyObject>().Concat(workloads).ToArray();
        if (found.Length > 1)
            return ([], DecisionReason.AmbiguousIdentity);
        var expectsPipelines = policy.Pipelines.Any(p => p.Provider == token.Provider) || policy.Workloads.All(w => w.Provider != token.Provider);
        var missing = !token.Claims[organization].IsString || !token.Claims[slug].IsString;
        return found.Length == 0 && expectsPipelines && missing ? ([], DecisionReason.MissingClaim) : (found, null);
    }

    private static bool Says(TokenEvidence token, string claim, string? value) => token.Claims[claim].IsString && token.Claims[claim].Text == value;

    private bool IsGoverned(Deployment deployment, TokenEvidence? token, CertificateEvidence? certificate, PolicyObject[] owners)
    {
        if (deployment.Isolation == Isolation.All || token is not null)
            return true;
        if (certificate?.SpiffeId is not { } id)
            return deployment.Unidentified == Unidentified.Deny;
        var ci = policy.IdentityProviders.Any(p => p.Spiffe is { } s && s.TrustDomain == id.TrustDomain
            && s.CiPaths.Any(path => id.Path == path || id.Path.StartsWith(path + "/", StringComparison.Ordinal)));
        return ci || owners.Any(o => o is Pipeline);
    }

    private bool InForce(Grant grant, PolicyObject? principal, TokenEvidence? token, AccessRequest request)
    {
        if (!grant.Environments.Contains(request.Environment) || !IsFor(grant, principal))
            return false;
        if (grant.ValidFrom > request.Time || grant.Expires <= request.Time)
            return false;
        var holds = Holds(grant.When, token);
        return grant.Effect == Effect.Allow ? holds == true : holds != false;
    }

    private static bool IsFor(Grant grant, PolicyObject? principal) => grant.Principals.Anyone || principal switch
    {
        Pipeline p => grant.Principals.Pipelines?.Selects(p.Name, p.Labels) == true,
        Workload w => grant.Principals.Workloads?.Selects(w.Name, w.Labels) == true,
        _ => false,
    };

    private bool RoleBearsOn(Grant grant, Service service) =>
        policy.Roles.First(r => r.Name == grant.Role).Permissions.Any(p => p.Services.Selects(service.Name, service.Labels));

    private bool Permits(Grant grant, Service service, AccessRequest request) =>
        policy.Roles.First(r => r.Name == grant.Role).Permissions.Any(p => p.Services.Selects(service.Name, service.Labels)
            && p.Methods.Names().Contains(request.Method) && p.Paths.Any(t => AsRegex(t).IsMatch(request.Path)));

    private static Regex AsRegex(PathTemplate template)
    {
        var body = template.EndsWithRest ? template.Text[..^3] : template.Text;
        var pattern = string.Join('/', body.Split('/').Select(s => s == "{*}" ? "[^/]+" : Regex.Escape(s)));
        return new Regex($@"\A{pattern}{(template.EndsWithRest ? "(?:/.*)?" : "")}\z", RegexOptions.Singleline);
    }

    private static bool IsCanonical(string path)
    {
        if (path.Length > 2048 || !Canonical.IsMatch(path))
            return false;
        var bytes = new List<byte>();
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '%')
            {
                bytes.Add(Convert.ToByte(path.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add((byte)path[i]);
            }
        }

        try
        {
            return new UTF8Encoding(false, true).GetString([.. bytes]).All(c => !char.IsControl(c));
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool? Holds(Conditions when, TokenEvidence? token)
    {
        var members = new List<bool?>();
        if (when.Branches.Count + when.Tags.Count > 0)
            members.Add(Any([BranchHolds(when, token), TagHolds(when, token)]));
        if (when.Sources.Count > 0)
            members.Add(Any(when.Sources.Select(p => Match(p, token, "build_source"))));
        if (when.Queues.Count > 0)
            members.Add(Any(when.Queues.Select(p => Match(p, token, Guid.TryParse(p.Text, out _) ? "queue_id" : "queue_key"))));
        if (when.Clusters.Count > 0)
            members.Add(Any(when.Clusters.Select(p => Match(p, token, Guid.TryParse(p.Text, out _) ? "cluster_id" : "cluster_name"))));
        if (when.Steps.Count > 0)
            members.Add(IsNone(token, "step_key") ? false : Any(when.Steps.Select(p => Match(p, token, "step_key"))));
        return All(members);
    }

    private static bool? BranchHolds(Conditions when, TokenEvidence? token)
    {
        if (when.Branches.Count == 0)
            return false;
        var untagged = IsNone(token, "build_tag") ? true : token?.Claims["build_tag"].IsString == true ? false : (bool?)null;
        return All([untagged, Any(when.Branches.Select(p => Match(p, token, "build_branch")))]);
    }

    private static bool? TagHolds(Conditions when, TokenEvidence? token) =>
        when.Tags.Count == 0 || IsNone(token, "build_tag") ? false : Any(when.Tags.Select(p => Match(p, token, "build_tag")));

    private static bool IsNone(TokenEvidence? token, string claim) => token is not null && token.Claims[claim].Kind == ClaimKind.Absent;

    private static bool? Match(Pattern pattern, TokenEvidence? token, string claim)
    {
        if (token is null || !token.Claims[claim].IsString)
            return null;
        var text = token.Claims[claim].Text;
        return pattern.Text.EndsWith('*') ? text.StartsWith(pattern.Text[..^1], StringComparison.Ordinal) : text == pattern.Text;
    }

    private static bool? All(IEnumerable<bool?> values)
    {
        var list = values.ToArray();
        return list.Contains(false) ? false : list.Contains(null) ? null : true;
    }

    private static bool? Any(IEnumerable<bool?> values)
    {
        var list = values.ToArray();
        return list.Contains(true) ? true : list.Contains(null) ? null : false;
    }
}
