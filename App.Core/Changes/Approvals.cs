using System.Collections.Immutable;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.Changes;

/// <summary>Which approvals of a draft count, and what is still missing.</summary>
public static class Approvals
{
    /// <summary>
    /// Those that bind exactly what would be published, one for each person, none of an author: whoever edited, requested or submitted any part,
    /// with their own hands or by a token.
    /// </summary>
    public static ValueList<Approval> Counting(Draft draft, string digest) => draft.Approvals
        .Where(a => a.Digest == digest && a.Approver.Kind == ActorKind.Person && !IsAuthor(draft, a.Approver.Person))
        .DistinctBy(a => a.Approver.Person).ToValueList();

    /// <summary>Whether approvals of the one are none of the other: its base, its patch or the title under which it was approved is another.</summary>
    public static bool IsAnother(Draft before, Draft next) => next.BaseRevision != before.BaseRevision || next.Patch != before.Patch || next.Title != before.Title;

    /// <summary>Those that an act on the draft voids: all of them where it becomes another change, else what the next version leaves out.</summary>
    public static ValueList<Approval> Fallen(Draft before, Draft next) => IsAnother(before, next)
        ? before.Approvals
        : before.Approvals.Except(next.Approvals).ToValueList();

    public static bool IsAuthor(Draft draft, PersonId person) => draft.Owner.Person == person || draft.Authors.Any(author => author.Person == person);

    /// <summary>
    /// How far each place is whose environment asks for approvals. An approval counts in the places that its giver's roles covered when they gave it: a change
    /// to two teams' services may be approved by both teams, each for its own.
    /// </summary>
    /// <param name="draft">Null for a change that nobody could approve yet.</param>
    public static ImmutableArray<PlaceApproval> ByPlace(Draft? draft, ChangeReview review) => ByPlace(draft is null ? [] : Counting(draft, review.Digest), review);

    /// <param name="counting">Approvals of exactly this change, one for each person, none of an author.</param>
    public static ImmutableArray<PlaceApproval> ByPlace(ValueList<Approval> counting, ChangeReview review) =>
    [
        .. from touched in review.RequiredApprovals.IsEmpty ? [] : review.ApprovalPlaces
           let place = touched.Place
           select new PlaceApproval(place, review.RequiredApprovals[place.Environment!], counting.Count(approval => approval.Covers(place))),
    ];
}
