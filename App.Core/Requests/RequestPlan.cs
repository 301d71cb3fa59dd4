using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Requests;

/// <summary>What a request does to the policy as it stands: the grant made, its end put later, the grant taken out.</summary>
public static class RequestPlan
{
    private const int MaxName = 63;
    private const int IdDigits = 8;

    /// <summary>What an ask becomes once it is approved, without its times.</summary>
    /// <param name="id">Of the request, and of its grant.</param>
    public static Grant Template(AccessAsk ask, Guid id) => new()
    {
        Name = NameOf(ask.Principal.Name, id),
        Id = id,
        Effect = Effect.Allow,
        Principals = Naming(ask.Principal),
        Role = ask.Role,
        Environments = [ask.Environment],
        When = ask.When,
        Reason = ask.Reason.Trim(),
    };

    /// <summary>The grant under the names that its principal and role have by now.</summary>
    /// <returns>The grant without times, or what is missing.</returns>
    public static (Grant? Grant, string? Problem) Resolve(GrantRequest request, PolicyObjects policy)
    {
        var principal = Find(policy, request.Principal, request.PrincipalId);
        var role = Find(policy, new PolicyReference(PolicyKind.Role, request.Grant.Role), request.RoleId);
        return principal is null ? (null, $"there is no {request.Principal} any more: ask anew")
            : role is null ? (null, $"there is no role `{request.Grant.Role}` any more: ask anew")
            : !policy.Environments.ContainsKey(request.Environment) ? (null, $"there is no environment `{request.Environment}` any more: ask anew")
            : (request.Grant with { Principals = Naming(principal.Reference), Role = role.Name }, null);
    }

    /// <param name="start">When the clock starts.</param>
    /// <returns>The patch that makes the grant, or why there is none.</returns>
    public static (PolicyPatch? Patch, string? Problem) Granting(GrantRequest request, PolicyObjects policy, DateTimeOffset start)
    {
        var (grant, problem) = Resolve(request, policy);
        if (grant is null)
            return (null, problem);
        if (policy.FindById(PolicyKind.Grant, request.Id) is not null || policy.Grants.ContainsKey(grant.Name))
            return (null, $"there is a grant `{grant.Name}` already: rename it, or ask anew");
        return (Put(grant with { ValidFrom = start, Expires = start + request.Duration }), null);
    }

    /// <returns>The patch that puts the end of the grant later, or why there is none.</returns>
    public static (PolicyPatch? Patch, string? Problem) Extending(GrantRequest request, PolicyObjects policy, DateTimeOffset now)
    {
        if (request.Extension is not { } extension)
            return (null, "no extension is asked for");
        if (request.EndsAt is not { } end || end <= now)
            return (null, "the access has ended: ask anew");
        var (made, problem) = Made(request, policy);
        return made is null ? (null, problem) : (Put(made with { Expires = end + extension.Duration }), null);
    }

    /// <returns>The patch that takes the grant out, or why there is none.</returns>
    public static (PolicyPatch? Patch, string? Problem) Ending(GrantRequest request, PolicyObjects policy)
    {
        var (made, problem) = Made(request, policy);
        return made is null ? (null, problem) : (new PolicyPatch { Deletes = [made.Reference] }, null);
    }

    /// <summary>The grant that the request became, as long as nothing else changed what it says.</summary>
    public static (Grant? Grant, string? Problem) Made(GrantRequest request, PolicyObjects policy)
    {
        if (policy.FindById(PolicyKind.Grant, request.Id) is not Grant standing)
            return (null, "another change took the grant out already");
        var (grant, problem) = Resolve(request, policy);
        if (grant is null)
            return (null, problem);
        var expected = grant with { ValidFrom = request.StartsAt, Expires = request.EndsAt };
        return Decisive(standing) == Decisive(expected)
            ? (standing, null)
            : (null, $"another change altered grant `{standing.Name}` since: change it the same way, by a draft");
    }

    private static Grant Decisive(Grant grant) => grant with { Name = "", Reason = null };

    private static PolicyPatch Put(Grant grant) => new() { Upserts = [grant] };

    private static PolicyObject? Find(PolicyObjects policy, PolicyReference reference, Guid? id) => id is { } known ? policy.FindById(reference.Kind, known) : policy.Find(reference);

    private static PrincipalSelector Naming(PolicyReference principal) => principal.Kind == PolicyKind.Pipeline
        ? new PrincipalSelector { Pipelines = new Selector.Names([principal.Name]) }
        : new PrincipalSelector { Workloads = new Selector.Names([principal.Name]) };

    /// <summary>Told apart by the end of the id, which is random; its beginning is a time.</summary>
    private static string NameOf(string principal, Guid id)
    {
        const string Stem = "request-";
        var shown = principal[..Math.Min(principal.Length, MaxName - Stem.Length - IdDigits - 1)].TrimEnd('-');
        return $"{Stem}{shown}-{id.ToString("N")[^IdDigits..]}";
    }
}
