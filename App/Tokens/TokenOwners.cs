using System.Collections.Concurrent;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.Extensions.Options;

namespace AccessConsole.Tokens;

/// <summary>
/// What owners of API tokens may do by now, which no token of theirs exceeds: by the groups of their newest sign-in and the mapping as it is. They need not be signed in. What another sign-in
/// changes is noticed within <see cref="RememberedFor"/>.
/// </summary>
public sealed class TokenOwners(IPersonStore people, RoleMapping mapping, IHostEnvironment host, IOptionsMonitor<SignInOptions> options, TimeProvider clock)
{
    public static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(10);
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<PersonId, (ValueList<string> Groups, DateTimeOffset Until)> remembered = new();

    /// <summary>What is left of a token's role and scope; nothing where nobody knows the owner, or knows of no groups.</summary>
    public async Task<ValueList<RoleAssignment>> CutAsync(Actor owner, RoleAssignment role, CancellationToken cancellationToken)
    {
        // The bootstrap token is the host's configuration's, and so are those that it makes: it ends as a whole, or not.
        if (owner.Issuer == Actor.Bootstrap.Issuer)
            return [role];
        return RefuseDemoPeopleBeyondLoopback.FindOffered(owner, host, options.CurrentValue) is { } demo
            ? role.Within(demo.Roles)
            : role.Within(mapping.RolesOf(await GroupsOfAsync(owner.Person, cancellationToken)));
    }

    private async Task<ValueList<string>> GroupsOfAsync(PersonId person, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (remembered.TryGetValue(person, out var known) && now < known.Until)
            return known.Groups;
        var groups = await people.FindGroupsAsync(person, cancellationToken) ?? [];
        if (remembered.Count >= MaxRemembered)
            remembered.Clear();
        remembered[person] = (groups, now + RememberedFor);
        return groups;
    }
}
