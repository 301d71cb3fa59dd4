using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>The change that leaves grants no more than what was seen of them. It only takes access away.</summary>
public sealed record NarrowingPlan(PolicyPatch Patch, ImmutableArray<GrantNarrowing> Grants)
{
    private const int MaxName = 63;
    private const string OwnRole = "-used";

    public static NarrowingPlan Of(PolicySet policy, IReadOnlyList<GrantToNarrow> wanted)
    {
        var holders = policy.Grants.Values.CountBy(grant => grant.Role, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var names = new HashSet<string>(policy.Roles.Keys, StringComparer.Ordinal);
        var (upserts, deletes, all) = (new List<PolicyObject>(), new List<PolicyReference>(), ImmutableArray.CreateBuilder<GrantNarrowing>());
        foreach (var one in wanted)
        {
            var (narrowing, role) = Of(policy, one);
            all.Add(narrowing);
            if (narrowing.Ends)
                deletes.Add(one.Grant.Reference);
            else if (narrowing is { Objection: null, ChangesSomething: true })
                upserts.AddRange(Narrowed(one.Grant, narrowing, policy.Roles[one.Grant.Role], role, holders[one.Grant.Role] > 1, names));
        }

        return new NarrowingPlan(new PolicyPatch { Upserts = upserts.ToValueList(), Deletes = deletes.ToValueList() }, all.ToImmutable());
    }

    private static (GrantNarrowing Narrowing, ValueList<Permission> Permissions) Of(PolicySet policy, GrantToNarrow wanted)
    {
        var name = wanted.Grant.Name;
        if (Objection(wanted) is { } objection)
            return (GrantNarrowing.Stays(name, objection), []);
        if (wanted.Evidence.Standing == GrantStanding.Unused)
            return (new GrantNarrowing(name) { Ends = true }, []);
        SeenCall[] calls = [.. wanted.Calls.Where(call => call.InWindow > 0)];
        if (CallsObjection(wanted, calls) is { } doubt)
            return (GrantNarrowing.Stays(name, doubt), []);
        var permissions = PermissionsSeen.Of(policy.Roles[wanted.Grant.Role], calls, service => policy.Services.GetValueOrDefault(service)?.Labels);
        if (permissions.Left.Count == 0)
            return (GrantNarrowing.Stays(name, "what it allowed is not what its role permits today"), []);
        var narrowing = new GrantNarrowing(name)
        {
            Methods = permissions.Methods,
            Paths = permissions.Paths,
            Permissions = permissions.Permissions,
            Refs = wanted.Grant.Principals.Anyone ? null : RefsSeen.Of(policy, wanted.Grant.When, calls),
            Kept = calls.Sum(call => call.InWindow),
            KeptCalls = [.. calls],
        };
        return (narrowing.ChangesSomething ? narrowing : narrowing with { Objection = "all that it allows was used" }, permissions.Left);
    }

    private static string? Objection(GrantToNarrow wanted) =>
        wanted.Grant.Effect != Effect.Allow ? "a grant that denies is not narrowed: that would open access"
        : wanted.Evidence.ChangedWithin ? "it, or its role, was changed within the window: what was seen before was seen of another"
        : wanted.Evidence.Use is null && !wanted.Evidence.IsComplete ? "it was not seen, but not everything that enforces it sent its decisions from the window's beginning on"
        : !wanted.Evidence.IsComplete ? "not everything that enforces it sent its decisions from the window's beginning on"
        : null;

    private static string? CallsObjection(GrantToNarrow wanted, SeenCall[] calls) =>
        !wanted.AreCallsWhole ? "single decisions are not kept for all of the window, or are of too many kinds"
        : calls.Length == 0 ? "none of its decisions within the window is kept"
        : calls.Any(call => call.Method is null || call.Path is null) ? "connections without requests have no methods and paths to go by"
        : null;

    /// <summary>The grant, and its role where that changes: its own alone where others hold the role too.</summary>
    private static IEnumerable<PolicyObject> Narrowed(
        Grant grant, GrantNarrowing narrowing, Role role, ValueList<Permission> permissions, bool isShared, HashSet<string> names)
    {
        var narrowed = narrowing.Refs is { } refs ? grant with { When = grant.When with { Branches = refs.NewBranches, Tags = refs.NewTags } } : grant;
        if (permissions != role.Permissions)
        {
            var own = isShared ? new Role { Name = NameFor(grant, names), Permissions = permissions } : role with { Permissions = permissions };
            narrowed = narrowed with { Role = own.Name };
            yield return own;
        }

        if (narrowed != grant)
            yield return narrowed;
    }

    private static string NameFor(Grant grant, HashSet<string> names)
    {
        for (var number = 1; ; number++)
        {
            var ending = number == 1 ? OwnRole : $"{OwnRole}-{number.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
            var name = grant.Name[..Math.Min(grant.Name.Length, MaxName - ending.Length)].TrimEnd('-') + ending;
            if (names.Add(name))
                return name;
        }
    }
}
