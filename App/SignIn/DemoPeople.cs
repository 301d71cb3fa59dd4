using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;

namespace AccessConsole.SignIn;

/// <summary>The people one can be in Development, one for each role.</summary>
public static class DemoPeople
{
    private const string Issuer = "demo";

    private static readonly ValueList<LabelChoice> Payments = [new LabelChoice("team", ["payments"])];

    public static IReadOnlyList<DemoPerson> All { get; } =
    [
        new("alice", "Alice Novak", "Security admin: edits, approves others' changes, publishes", [new RoleAssignment(ConsoleRole.Admin)]),
        new("bob", "Bob Tanaka", "Approver", [new RoleAssignment(ConsoleRole.Approver)]),
        new("erin", "Erin Okafor", "Approver", [new RoleAssignment(ConsoleRole.Approver)]),
        new("carol", "Carol Meyer", "Editor: drafts and submits", [new RoleAssignment(ConsoleRole.Editor)]),
        new("dave", "Dave Lindqvist", "Editor of staging and development only", [new RoleAssignment(ConsoleRole.Editor, ["staging", "development"])]),
        new(
            "paula", "Paula Brandão", "Owner of the payments team's services: edits and approves what concerns them alone",
            [new RoleAssignment(ConsoleRole.Editor, [], Payments), new RoleAssignment(ConsoleRole.Approver, [], Payments)]),
        new("grace", "Grace Adeyemi", "On call: lets somebody in at once, which others judge afterwards", [new RoleAssignment(ConsoleRole.BreakGlass)]),
        new("victor", "Victor Ruiz", "Viewer", [new RoleAssignment(ConsoleRole.Viewer)]),
        new("ada", "Ada Brandt", "Auditor: reads everything with its evidence", [new RoleAssignment(ConsoleRole.Auditor)]),
    ];

    public static DemoPerson? Find(string? id) => All.FirstOrDefault(p => p.Id == id);

    public static DemoPerson? Find(Actor actor) => actor.Issuer == Issuer ? Find(actor.Subject) : null;

    public static ConsoleUser SignIn(DemoPerson person, DateTimeOffset now) =>
        new(new Actor(ActorKind.Person, Issuer, person.Id, person.Name), person.Roles, now);
}

public sealed record DemoPerson(string Id, string Name, string Description, ValueList<RoleAssignment> Roles);
