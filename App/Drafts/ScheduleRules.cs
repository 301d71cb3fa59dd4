using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Drafts;

/// <summary>Who may set a time for publishing, and which: whoever could publish it now if the approvals were there.</summary>
internal static class ScheduleRules
{
    /// <summary>How far ahead. What a person may do then follows from what is known of them, which grows old.</summary>
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(30);

    public static PublishRefusal? Objection(ConsoleUser user, Draft draft, ChangeReview review, DateTimeOffset at, DateTimeOffset now)
    {
        if (draft.State != DraftState.Submitted)
            return new PublishRefusal(PublishRefusalKind.Conflict, $"the draft is {draft.State.ToString().ToLowerInvariant()}: a time is set for what is submitted", []);
        if (draft.BaseRevision != review.BaseRevision)
            return new PublishRefusal(PublishRefusalKind.BaseMoved, $"the draft is against revision {draft.BaseRevision}: rebase it first", []);
        if (PublishRules.ObjectionBesidesApprovals(user, review) is { } objection)
            return objection;
        return TimeProblem(at, now) is { } problem ? new PublishRefusal(PublishRefusalKind.Invalid, problem, []) : null;
    }

    public static bool MayTakeBack(ConsoleUser user, Draft draft) =>
        draft.Schedule?.By.Person == user.Actor.Person || Approvals.IsAuthor(draft, user.Actor.Person) || user.Has(ConsoleRole.Admin);

    private static string? TimeProblem(DateTimeOffset at, DateTimeOffset now) =>
        at <= now ? string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC has passed: set a time that is to come, or publish now")
        : at - now > Furthest ? string.Create(CultureInfo.InvariantCulture, $"a time is set at most {Furthest.TotalDays:0} days ahead")
        : null;
}
