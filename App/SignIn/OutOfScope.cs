using AccessConsole.Core.Analysis;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;

namespace AccessConsole.SignIn;

/// <summary>Why a role does not reach a change: the object, the place, and whose role would.</summary>
internal static class OutOfScope
{
    /// <summary>For acts that need the role in every place that the change touches; null where it reaches all.</summary>
    public static string? OfAll(ConsoleUser user, ConsoleRole role, ChangeReview review) =>
        !user.Has(role) ? $"this needs the {Name(role)} role"
        : user.FirstOutside(role, review.Places) is { } outside ? Message(role, outside)
        : null;

    /// <summary>Everything that keeps the role from reaching all places that the change touches, one sentence a place; empty where nothing does.</summary>
    public static IReadOnlyList<string> EachOf(ConsoleUser user, ConsoleRole role, ChangeReview review) =>
        [.. review.Places.Where(touched => !user.Has(role, touched.Place)).Select(touched => Message(role, touched))];

    /// <summary>For acts that need the role in one of the places where approvals count; null where it reaches one.</summary>
    public static string? OfApprovals(ConsoleUser user, ChangeReview review)
    {
        if (!user.Has(ConsoleRole.Approver))
            return "this needs the approver role";
        var places = review.ApprovalPlaces;
        return places.IsEmpty || places.Any(touched => user.Has(ConsoleRole.Approver, touched.Place)) ? null : Message(ConsoleRole.Approver, places[0]);
    }

    /// <summary>Why no change of the object is in the role's reach, whatever it changes; null where some is.</summary>
    public static string? OfObject(ConsoleUser user, ConsoleRole role, PolicySet policy, PolicyObject value)
    {
        if (user.HasEverywhere(role))
            return null;
        var places = ChangePlaces.OfObject(policy, value);
        return places.Any(touched => user.Has(role, touched.Place)) ? null : Message(role, places[0]);
    }

    private static string Name(ConsoleRole role) => RoleNames.Of(role);

    private static string Message(ConsoleRole role, ChangePlace outside) =>
        $"{outside.Subject} touches {outside.Place}, where you are no {Name(role)}: it takes {(role == ConsoleRole.BreakGlass ? "a" : "an")} {Name(role)} {WhoCould(outside.Place)}";

    private static string WhoCould(Place place) => (place.Environment, place.LabelText) switch
    {
        (null, "") => "whose role has no scope",
        ({ } environment, "") => $"whose role in `{environment}` has no labels",
        (null, { } labels) => $"for {labels} whose role has no environments",
        ({ } environment, { } labels) => $"for {labels} in `{environment}`",
    };
}
