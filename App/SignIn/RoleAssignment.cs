using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;

namespace AccessConsole.SignIn;

/// <summary>A role that somebody holds, and where.</summary>
/// <param name="Environments">Where the role holds; empty stands for everywhere.</param>
/// <param name="Labels">For services with which labels the role holds; empty stands for all of them, and for what is no service's.</param>
public sealed record RoleAssignment(ConsoleRole Role, ValueList<string> Environments = default, ValueList<LabelChoice> Labels = default)
{
    public RoleScope Scope => new(Environments, Labels);

    public bool Includes(ConsoleRole wanted) => Role switch
    {
        // Whoever decides everything does not thereby break the glass: that is given by its own name.
        ConsoleRole.Admin => wanted != ConsoleRole.BreakGlass,
        ConsoleRole.Editor or ConsoleRole.Approver or ConsoleRole.Auditor or ConsoleRole.BreakGlass => wanted == Role || wanted == ConsoleRole.Viewer,
        ConsoleRole.Viewer => wanted == ConsoleRole.Viewer,
    };

    /// <summary>What is left of this role where somebody has no more than those: of each what both give, where both hold.</summary>
    public ValueList<RoleAssignment> Within(IEnumerable<RoleAssignment> others) => others.Select(Within).OfType<RoleAssignment>().Distinct().ToValueList();

    private RoleAssignment? Within(RoleAssignment other)
    {
        var role = other.Includes(Role) ? Role : Includes(other.Role) ? other.Role : ConsoleRole.Viewer;
        return Scope.Intersect(other.Scope) is { } scope ? new RoleAssignment(role, scope.Environments, TakesLabels(role) ? scope.Labels : []) : null;
    }

    /// <summary>Whether a role can be scoped by labels: who reads, reads all of the policy.</summary>
    public static bool TakesLabels(ConsoleRole role) => role is ConsoleRole.Editor or ConsoleRole.Approver or ConsoleRole.Admin or ConsoleRole.BreakGlass;

    /// <summary>Reads <c>Editor</c> or, where it is scoped, <c>Editor@staging,team=payments</c>; the role in any case.</summary>
    /// <exception cref="FormatException">It is neither; the message says why.</exception>
    public static RoleAssignment Parse(string text)
    {
        var parts = text.Split('@', 2);
        if (RoleNames.Find(parts[0]) is not { } role)
            throw new FormatException($"`{parts[0]}` is no role: use viewer, auditor, editor, approver, admin or break-glass");
        var scope = parts.Length == 1 ? RoleScope.Everywhere : RoleScope.Parse(parts[1]);
        return scope.Labels.Count == 0 || TakesLabels(role)
            ? new RoleAssignment(role, scope.Environments, scope.Labels)
            : throw new FormatException($"{parts[0].ToLowerInvariant()} cannot be scoped by the label {scope.Labels[0].Key}: whoever reads, reads the whole policy; leave the label out");
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Scope.IsEverywhere ? RoleNames.Of(Role) : $"{RoleNames.Of(Role)}@{Scope}";
}
