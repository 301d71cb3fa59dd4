using System.Collections.Immutable;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.Requests;

/// <summary>Which approvals of a request count, and what is still missing.</summary>
public static class RequestApprovals
{
    /// <summary>Also where an environment asks for no approvals: nobody is let in by asking alone.</summary>
    public const int Fewest = 1;

    /// <summary>Those that bind exactly what would be published, one for each person, never the requester's.</summary>
    public static ValueList<Approval> Counting(GrantRequest request, string? digest) => request.Steps
        .Select(step => step.Approval).OfType<Approval>()
        .Where(a => a.Digest == digest && a.Approver.Kind == ActorKind.Person && a.Approver.Person != request.Requester.Person)
        .DistinctBy(a => a.Approver.Person).ToValueList();

    /// <summary>How far each place is that the access would touch. An approval counts in the places that its giver's roles covered when they gave it.</summary>
    /// <param name="review">Of the request's own patch.</param>
    public static ImmutableArray<PlaceApproval> ByPlace(IReadOnlyCollection<Approval> counting, ChangeReview review) =>
    [
        .. from touched in review.ApprovalPlaces
           let place = touched.Place
           let asked = place.Environment is { } environment ? review.RequiredApprovals.GetValueOrDefault(environment) : 0
           select new PlaceApproval(place, Math.Max(Fewest, asked), counting.Count(approval => approval.Covers(place))),
    ];
}
