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

    public static bool IsAuthor(Draft draft, PersonId person) => draft.Owner.Person == person || draft.Authors.Any(author => author.Person == person);

    /// <summary>How many are missing until every environment of the change has as many as it asks for. Approvers are let in only if their scope reaches all of them.</summary>
    public static int Missing(Draft draft, ChangeReview review) => Math.Max(0, review.ApprovalsNeeded - Counting(draft, review.Digest).Count);
}
