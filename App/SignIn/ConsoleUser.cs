using AccessConsole.Core.Analysis;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;

namespace AccessConsole.SignIn;

/// <summary>Who acts, and what they may do. Admin includes editor and approver; everybody who has a role may read.</summary>
/// <param name="AuthenticatedAt">When the person last proved who they are; null where nobody knows, and for tokens: such a user does not approve.</param>
/// <param name="Groups">The groups of the identity provider that the roles follow from; null for roles that are not a provider's.</param>
public sealed record ConsoleUser(
    Actor Actor, ValueList<RoleAssignment> Roles, DateTimeOffset? AuthenticatedAt = null, ValueList<string>? Groups = null)
{
    public bool IsPerson => Actor.Kind == ActorKind.Person;

    public bool MayRead => Roles.Count > 0;

    /// <summary>Whether the role is held somewhere.</summary>
    public bool Has(ConsoleRole role) => Roles.Any(assignment => assignment.Includes(role));

    /// <summary>Whether one of the roles reaches the place; two do not lend each other their scopes.</summary>
    public bool Has(ConsoleRole role, Place place) => ScopesOf(role).Any(scope => scope.Covers(place));

    /// <summary>Whether one of the roles reaches whatever the scope reaches.</summary>
    public bool HasAll(ConsoleRole role, RoleScope scope) => ScopesOf(role).Any(own => own.Includes(scope));

    public bool HasEverywhere(ConsoleRole role) => ScopesOf(role).Any(scope => scope.IsEverywhere);

    /// <summary>The first place of the change to which the role does not reach; null where it reaches all.</summary>
    public ChangePlace? FirstOutside(ConsoleRole role, IEnumerable<ChangePlace> places)
    {
        RoleScope[] scopes = [.. ScopesOf(role)];
        return places.FirstOrDefault(touched => !scopes.Any(scope => scope.Covers(touched.Place)));
    }

    public IEnumerable<RoleScope> ScopesOf(ConsoleRole role) => Roles.Where(assignment => assignment.Includes(role)).Select(assignment => assignment.Scope);
}
