using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>
/// All of a rule that a decision for one of its principals depends on. Most rules of a policy say the same as many others: they share
/// one instance, so that decisions meet few objects and find them in the processor's caches.
/// </summary>
/// <param name="Permissions">What the role permits on the service.</param>
/// <param name="ValidFrom">As the grant has it.</param>
/// <param name="Expires">As the grant has it.</param>
public sealed record RuleTerms(Effect Effect, ValueList<RulePermission> Permissions, Conditions When, DateTimeOffset? ValidFrom, DateTimeOffset? Expires)
{
    public static RuleTerms Of(Grant grant, ValueList<RulePermission> permissions) => new(grant.Effect, permissions, grant.When, grant.ValidFrom, grant.Expires);

    public bool Permits(MethodSet method, ReadOnlySpan<char> path)
    {
        foreach (var permission in Permissions)
        {
            if (permission.Permits(method, path))
                return true;
        }

        return false;
    }

    public bool IsValidAt(DateTimeOffset now) => (ValidFrom is not { } from || from <= now) && (Expires is not { } end || now < end);
}
