using AccessConsole.Core.Ports;

namespace AccessConsole.Publishing;

/// <summary>What becomes of a draft whose instant came and that was refused: it waits as before, and is not tried again.</summary>
internal static class FailedSchedule
{
    /// <returns>Null where nothing was due, which is nobody's failure.</returns>
    public static RefusedDraft? Of(PublishRequest request, Draft? draft, PublishRefusal refusal, DateTimeOffset now)
    {
        if (request.Schedule is not { } schedule || draft is null || refusal.Kind == PublishRefusalKind.NotDue)
            return null;
        var entry = new DraftEntry
        {
            DraftId = draft.Id,
            Kind = DraftEntryKind.ScheduleFailed,
            At = now,
            Actor = schedule.By,
            Text = refusal.Message,
            OfSubmitted = true,
            PublishAt = schedule.At,
        };
        return new RefusedDraft(draft with { Schedule = null, UpdatedAt = now }, entry);
    }
}
