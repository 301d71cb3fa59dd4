using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Changes.Bulk;

/// <summary>What an edit makes of one grant.</summary>
/// <param name="After">Null where the grant stays as it is.</param>
/// <param name="Why">Why it stays.</param>
internal sealed record GrantChange(Grant? After, string? Why, bool IsAlreadySo)
{
    public static GrantChange Of(PolicySet basis, Grant grant, GrantEdit edit)
    {
        var after = grant with
        {
            Effect = edit.Effect ?? grant.Effect,
            Role = edit.Role ?? grant.Role,
            Expires = edit.EndsNever ? null : edit.Expires ?? grant.Expires,
        };
        if (edit.AddedEnvironment is { } added && !after.Environments.Contains(added))
            after = after with { Environments = [.. after.Environments, added] };
        if (edit.RemovedEnvironment is { } removed)
            after = after with { Environments = after.Environments.Where(e => e != removed).ToValueList() };
        if (after.Environments.Count == 0)
            return Refused("it would hold in no environment: delete it instead");

        var principals = after.Principals;
        if (edit.AddedPrincipal is { } gained && PrincipalChange.Add(basis, principals, gained, out principals) is { } objection)
            return Refused(objection);
        if (edit.RemovedPrincipal is { } lost && PrincipalChange.Remove(basis, principals, lost, out principals) is { } refusal)
            return Refused(refusal);
        after = after with { Principals = principals };
        return after == grant ? new GrantChange(null, "so already", true) : new GrantChange(after, null, false);
    }

    private static GrantChange Refused(string why) => new(null, why, false);
}
