using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Requests;

/// <summary>
/// What an approval of a request binds: who exactly would get what exactly, where, under which conditions and for how long. Names and the rest of the policy do
/// not count, so that other changes leave approvals in force; a principal that is another, a role that permits something else or reaches another service voids them.
/// </summary>
public static class RequestDigest
{
    /// <returns>SHA-256, lower-case hex; null where the principal, the role or the environment is gone.</returns>
    public static string? Of(GrantRequest request, PolicySet policy)
    {
        if (RequestPlan.Resolve(request, policy.Objects).Grant is not { } grant)
            return null;
        var role = policy.Roles[grant.Role];
        string[] lines =
        [
            request.Id.ToString(),
            $"{request.Requester.Issuer} {request.Requester.Subject}",
            Text(Identity(policy.Objects.Find(Named(grant))!)),
            Text(role with { Name = Nameless }),
            string.Join(' ', Reached(policy, request.Environment, role)),
            request.Environment,
            Text(grant with { Name = Nameless, Role = Nameless, Principals = new PrincipalSelector { Anyone = true }, Reason = null }),
            Seconds(request.Duration),
            request is { Extension: { } extension, EndsAt: { } end } ? $"{Instant(extension.AskedAt)} {Instant(end)} {Seconds(extension.Duration)}" : "",
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    private const string Nameless = "x";

    private static PolicyReference Named(Grant grant) => grant.Principals.Pipelines is Selector.Names pipelines
        ? new PolicyReference(PolicyKind.Pipeline, pipelines.Values[0])
        : new PolicyReference(PolicyKind.Workload, ((Selector.Names)grant.Principals.Workloads!).Values[0]);

    /// <summary>By what it is known; labels and names are for people.</summary>
    private static PolicyObject Identity(PolicyObject principal) => principal switch
    {
        Pipeline pipeline => pipeline with { Name = Nameless, Labels = ValueMap.Empty },
        Workload workload => workload with { Name = Nameless, Labels = ValueMap.Empty },
        _ => throw new ArgumentException($"no principal: {principal.Reference}", nameof(principal)),
    };

    /// <summary>The services that the role's selectors choose there, which labels may change.</summary>
    private static IEnumerable<string> Reached(PolicySet policy, string environment, Role role) => policy.DeploymentsIn(environment)
        .Where(d => role.Permissions.Any(p => p.Services.Selects(d.Service.Name, d.Service.Labels)))
        .Select(d => d.Service.Id?.ToString() ?? d.Service.Name).Order(StringComparer.Ordinal);

    private static string Text(PolicyObject value) => Encoding.UTF8.GetString(PolicyObjectJson.Write(value));

    private static string Seconds(TimeSpan duration) => ((long)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
