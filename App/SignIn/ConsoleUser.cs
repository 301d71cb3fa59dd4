using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.SignIn;

/// <summary>Who acts, and what they may do. Admin includes editor and approver; everybody who has a role may read.</summary>
/// <param name="AuthenticatedAt">When the person last proved who they are; null where nobody knows, and for tokens: such a user does not approve.</param>
/// <param name="Groups">The groups of the identity provider that the roles follow from; null for roles that are not a provider's.</param>
public sealed record ConsoleUser(
    Actor Actor, ValueList<RoleAssignment> Roles, DateTimeOffset? AuthenticatedAt = null, ValueList<string>? Groups = null)
{
    public bool IsPerson => Actor.Kind == ActorKind.Person;

    public bool MayRead => Roles.Count > 0;

    /// <summary>Whether the role is held in some environment.</summary>
    public bool Has(ConsoleRole role) => Roles.Any(assignment => assignment.Includes(role));

    public bool Has(ConsoleRole role, string environment) => Roles.Any(assignment => assignment.Includes(role) && assignment.Covers(environment));

    public bool HasEverywhere(ConsoleRole role) => Roles.Any(assignment => assignment.Includes(role) && assignment.Environments.Count == 0);
}

/// <param name="Environments">Where the role holds; empty stands for everywhere.</param>
public sealed record RoleAssignment(ConsoleRole Role, ValueList<string> Environments = default)
{
    public bool Includes(ConsoleRole wanted) => Role switch
    {
        ConsoleRole.Admin => true,
        ConsoleRole.Editor or ConsoleRole.Approver or ConsoleRole.Auditor => wanted == Role || wanted == ConsoleRole.Viewer,
        ConsoleRole.Viewer => wanted == ConsoleRole.Viewer,
    };

    public bool Covers(string environment) => Environments.Count == 0 || Environments.Contains(environment);
}
