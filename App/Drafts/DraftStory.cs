using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Drafts;

/// <summary>What an act adds to a draft's story.</summary>
internal static class DraftStory
{
    /// <param name="said">The comment or the reason; null for none.</param>
    /// <returns>Null for what is no news to anybody: somebody goes on with what is their own and waits for nobody.</returns>
    public static DraftEntry? Of(Draft before, Draft after, ConsoleUser user, string action, string? said, DateTimeOffset now)
    {
        if (KindOf(action) is not { } kind || (kind == DraftEntryKind.Edited && IsGoingOn(before, user)))
            return null;
        return new DraftEntry
        {
            DraftId = before.Id,
            Kind = kind,
            At = now,
            Actor = user.Actor,
            Text = said,
            Fallen = Fallen(before, after),
            PublishAt = kind == DraftEntryKind.Scheduled ? after.Schedule?.At : after.Schedule is null ? before.Schedule?.At : null,
            OfSubmitted = kind == DraftEntryKind.Edited && before.State == DraftState.Submitted,
        };
    }

    /// <summary>Whose approvals fall, each person once.</summary>
    public static ValueList<Actor> Fallen(Draft before, Draft after) => Approvals.Fallen(before, after).Select(a => a.Approver).DistinctBy(a => a.Person).ToValueList();

    private static bool IsGoingOn(Draft draft, ConsoleUser user) => draft.State == DraftState.Editing && draft.Approvals.Count == 0 && Approvals.IsAuthor(draft, user.Actor.Person);

    private static DraftEntryKind? KindOf(string action) => action switch
    {
        AuditActions.DraftEdited => DraftEntryKind.Edited,
        AuditActions.DraftSubmitted => DraftEntryKind.Submitted,
        AuditActions.DraftApproved => DraftEntryKind.Approved,
        AuditActions.DraftDeclined => DraftEntryKind.Declined,
        AuditActions.DraftWithdrawn => DraftEntryKind.Withdrawn,
        AuditActions.DraftScheduled => DraftEntryKind.Scheduled,
        AuditActions.DraftUnscheduled => DraftEntryKind.Unscheduled,
        _ => null,
    };
}
