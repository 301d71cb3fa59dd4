using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>Grants for what known callers were refused. Each is small, ends by itself, and is for somebody to approve.</summary>
public static class GrantProposals
{
    private const int MaxName = 63;
    private const int MarkLength = 12;

    /// <param name="refused">Calls that no grant allowed. Of callers that the policy does not know nothing is proposed.</param>
    /// <param name="lifetime">After which the grants end.</param>
    /// <returns>The most asked for first.</returns>
    public static ImmutableArray<GrantProposal> Of(PolicySet policy, IEnumerable<SeenCall> refused, DateTimeOffset now, TimeSpan lifetime) =>
    [
        .. refused.Where(call => call is { Principal: not null, Method: not null, Path: not null } && IsRefusedToday(policy, call, now))
            .GroupBy(call => (call.Principal!, call.Environment, call.Service))
            .Select(group => Of(policy, group.Key, [.. group], now + lifetime)).OfType<GrantProposal>()
            .OrderByDescending(proposal => proposal.Calls).ThenBy(proposal => proposal.Grant.Name, StringComparer.Ordinal),
    ];

    private static GrantProposal? Of(PolicySet policy, (string Principal, string Environment, string Service) key, SeenCall[] calls, DateTimeOffset ends)
    {
        if (SelectorOf(policy, key.Principal) is not { } selector)
            return null;
        var (permissions, leftOut) = PermissionsOf(policy, key.Service, calls);
        if (permissions.Count == 0)
            return null;
        var name = NameOf(policy, key);
        var count = calls.Sum(call => call.Count);
        var grant = new Grant
        {
            Name = name,
            Effect = Effect.Allow,
            Principals = selector,
            Role = name,
            Environments = [key.Environment],
            When = RefsSeen.Of(policy, Conditions.None, calls) is { } refs ? new Conditions { Branches = refs.NewBranches, Tags = refs.NewTags } : Conditions.None,
            Expires = new DateTimeOffset(ends.UtcDateTime.Date, TimeSpan.Zero),
            Reason = FormattableString.Invariant($"proposed from {count:N0} calls that no grant allowed, {calls.Min(c => c.First):yyyy-MM-dd} to {calls.Max(c => c.Last):yyyy-MM-dd}"),
        };
        return new GrantProposal(key.Principal, key.Environment, key.Service, grant, new Role { Name = name, Permissions = permissions }, count, calls.Min(c => c.First), calls.Max(c => c.Last), leftOut);
    }

    /// <summary>What was asked for has been granted since, or is denied by a grant: then there is nothing to propose.</summary>
    private static bool IsRefusedToday(PolicySet policy, SeenCall call, DateTimeOffset now) =>
        Evaluator.Decide(policy, RequestReader.ToAccessRequest(policy, call.ToRequest() with { Time = now }, now)).Reason == DecisionReason.NoGrant;

    private static PrincipalSelector? SelectorOf(PolicySet policy, string principal) => principal.Split('/', 2) switch
    {
        ["pipeline", var name] when policy.Pipelines.ContainsKey(name) => new PrincipalSelector { Pipelines = new Selector.Names([name]) },
        ["workload", var name] when policy.Workloads.ContainsKey(name) => new PrincipalSelector { Workloads = new Selector.Names([name]) },
        _ => null,
    };

    /// <summary>Methods that were asked for on the same paths are permitted together.</summary>
    private static (ValueList<Permission> Permissions, int LeftOut) PermissionsOf(PolicySet policy, string service, SeenCall[] calls)
    {
        var labels = policy.Services[service].Labels;
        PathTemplate[] known = [.. policy.Roles.Values.SelectMany(role => role.Permissions).Where(p => p.Services.Selects(service, labels)).SelectMany(p => p.Paths).Distinct()];
        var leftOut = 0;
        var byPaths = new SortedDictionary<string, (ImmutableArray<PathTemplate> Paths, MethodSet Methods)>(StringComparer.Ordinal);
        foreach (var ofMethod in calls.GroupBy(call => call.Method!, StringComparer.Ordinal))
        {
            var method = MethodSet.Of(ofMethod.Key);
            var (templates, rest) = PathsSeen.Of([.. ofMethod.Select(call => call.Path!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], known);
            leftOut += rest;
            var text = string.Join(' ', templates.Select(template => template.Text));
            if (templates.Length > 0 && !method.IsEmpty)
                byPaths[text] = (templates, method | (byPaths.TryGetValue(text, out var former) ? former.Methods : MethodSet.None));
        }

        return (byPaths.Values.Select(p => new Permission { Services = new Selector.Names([service]), Methods = p.Methods, Paths = [.. p.Paths] }).ToValueList(), leftOut);
    }

    private static bool IsTaken(PolicySet policy, string name) => policy.Grants.ContainsKey(name) || policy.Roles.ContainsKey(name);

    /// <summary>
    /// INVARIANT (one name, one proposal): it follows from the policy and from whom and what it is for, never from what else is proposed, so that who drafts it by name
    /// gets what they saw. What would not be told from another's has a mark of its own.
    /// </summary>
    private static string NameOf(PolicySet policy, (string Principal, string Environment, string Service) key)
    {
        var stem = $"{key.Principal.Split('/', 2)[1]}-{key.Service}-{key.Environment}";
        if (stem.Length <= MaxName && !IsTaken(policy, stem) && Readings(policy, stem) == 1)
            return stem;
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Principal} {key.Service} {key.Environment}")))[..MarkLength];
        for (var number = 1; ; number++)
        {
            var ending = number == 1 ? $"-{mark}" : $"-{mark}-{number.ToString(CultureInfo.InvariantCulture)}";
            var name = stem[..Math.Min(stem.Length, MaxName - ending.Length)].TrimEnd('-') + ending;
            if (!IsTaken(policy, name))
                return name;
        }
    }

    /// <summary>How many callers, services and environments of the policy have this name together.</summary>
    private static int Readings(PolicySet policy, string stem)
    {
        int[] hyphens = [.. stem.Index().Where(c => c.Item == '-').Select(c => c.Index)];
        return hyphens.Sum(end => CallersOf(stem[..end]) is > 0 and var callers
            ? callers * hyphens.Count(begin => begin > end && policy.Find(stem[(begin + 1)..], stem[(end + 1)..begin]) is not null)
            : 0);

        int CallersOf(string name) => (policy.Pipelines.ContainsKey(name) ? 1 : 0) + (policy.Workloads.ContainsKey(name) ? 1 : 0);
    }
}
