using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Evaluation;

/// <summary>For a denial: the allow grants that came nearest, and the first thing that failed in each.</summary>
internal static class NearestGrants
{
    private const int MaxShown = 5;

    public static ValueList<NearMiss> Of(PrincipalDirectory directory, DeploymentPolicy deployment, AccessRequest request) =>
        Examine(directory, deployment, request).Select(near => near[0]).ToValueList();

    /// <summary>Of each of them everything that failed, in the order in which it is reported.</summary>
    public static IEnumerable<NearMiss[]> Examine(PrincipalDirectory directory, DeploymentPolicy deployment, AccessRequest request)
    {
        var principal = Identification.Of(directory, request.Caller).Principal;
        return deployment.Rules.Where(r => r.Effect == Effect.Allow)
            .Select(rule => (rule.Grant.Name, rule.IsForAnyone, Failures: Failures(rule, principal, request).ToArray()))
            .Where(candidate => candidate.Failures.Length > 0)
            .OrderBy(candidate => candidate.Failures.Length)
            .ThenBy(candidate => candidate.Failures[^1].Failed == "principal")
            .ThenBy(candidate => candidate.IsForAnyone)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(MaxShown)
            .Select(candidate => candidate.Failures.Select(f => new NearMiss(candidate.Name, f.Failed, f.Detail)).ToArray());
    }

    /// <summary>Everything that keeps the rule from matching, in the order in which it is reported.</summary>
    private static IEnumerable<(string Failed, string Detail)> Failures(DeploymentRule rule, Principal? principal, AccessRequest request)
    {
        var failures = ConditionFailures(rule.Grant.When, request.Caller.Token?.Claims)
            .Concat(TimeFailures(rule.Grant, request.Time))
            .Concat(PermissionFailures(rule, request));
        if (!rule.IsForAnyone && (principal is null || !rule.Principals.Contains(principal)))
            failures = failures.Append(("principal", principal is null ? "the caller is no principal of the policy" : $"the grant is not for {principal}"));
        return failures;
    }

    private static IEnumerable<(string, string)> ConditionFailures(Conditions when, TokenClaims? claims)
    {
        var shown = claims ?? TokenClaims.Empty;
        if (Fails(when.Branches.Count + when.Tags.Count, ConditionLogic.Ref(when, shown)))
        {
            yield return when.Branches.Count > 0
                ? ("branch", RefDetail(when, shown))
                : ("tag", Detail(when.Tags, shown.Tag, ClaimNames.Tag));
        }

        if (Fails(when.Sources.Count, ConditionLogic.Source(when, shown)))
            yield return ("source", Detail(when.Sources, shown.Source, ClaimNames.Source));
        if (Fails(when.Queues.Count, ConditionLogic.Queue(when, shown)))
            yield return ("queue", Detail(when.Queues, shown.QueueKey, ClaimNames.QueueKey, shown.QueueId, ClaimNames.QueueId));
        if (Fails(when.Clusters.Count, ConditionLogic.Cluster(when, shown)))
            yield return ("cluster", Detail(when.Clusters, shown.ClusterName, ClaimNames.ClusterName, shown.ClusterId, ClaimNames.ClusterId));
        if (Fails(when.Steps.Count, ConditionLogic.Step(when, shown)))
            yield return ("step", Detail(when.Steps, shown.Step, ClaimNames.Step));

        bool Fails(int patterns, Trilean holds) => patterns > 0 && (claims is null || holds != Trilean.True);
    }

    private static string RefDetail(Conditions when, TokenClaims claims)
    {
        if (!claims.Tag.IsString)
            return Detail(when.Branches, claims.Branch, ClaimNames.Branch);
        return when.Tags.Count > 0
            ? Detail(when.Tags, claims.Tag, ClaimNames.Tag)
            : $"the build has the tag `{claims.Tag.Text}`, and a branch condition holds only for builds without a tag";
    }

    private static IEnumerable<(string, string)> TimeFailures(Grant grant, DateTimeOffset now)
    {
        if (grant.ValidFrom is { } from && now < from)
            yield return ("valid_from", $"the grant is in force from {Instant(from)}");
        if (grant.Expires is { } end && now >= end)
            yield return ("expires", $"the grant expired at {Instant(end)}");
    }

    private static IEnumerable<(string, string)> PermissionFailures(DeploymentRule rule, AccessRequest request)
    {
        var method = MethodSet.Of(request.Method);
        var canonical = CanonicalPath.IsCanonical(request.Path);
        if (!method.IsEmpty && canonical && rule.Terms.Permits(method, request.Path))
            yield break;
        var methods = rule.Permissions.Aggregate(MethodSet.None, (set, p) => set | p.Methods);
        if (method.IsEmpty || !methods.Contains(method))
            yield return ("method", $"`{request.Method}` is not among {methods}");
        var paths = rule.Permissions.Where(p => p.Methods.Contains(method)).DefaultIfEmpty(rule.Permissions[0]).SelectMany(p => p.Paths).ToArray();
        if (!canonical || !paths.Any(p => p.Matches(request.Path)))
            yield return ("path", $"`{request.Path}` is not under {string.Join(", ", paths.Take(3).Select(p => $"`{p}`"))}");
    }

    private static string Detail(ValueList<Pattern> patterns, ClaimValue key, string keyName, ClaimValue id, string idName) =>
        patterns.All(p => p.IsUuid) ? Detail(patterns, id, idName) : Detail(patterns, key, keyName);

    private static string Detail(ValueList<Pattern> patterns, ClaimValue claim, string name)
    {
        var wanted = string.Join(", ", patterns.Select(p => $"`{p}`"));
        return claim.IsString
            ? $"`{claim.Text}` is not among {wanted}"
            : $"the caller shows no `{name}`, which must be among {wanted}";
    }

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
}
