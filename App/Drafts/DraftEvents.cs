using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Drafts;

/// <summary>What an act on a draft leaves in the audit log and in the draft's list of authors.</summary>
internal static class DraftEvents
{
    /// <param name="origin">Where a new draft's content came from; null for a person's own.</param>
    /// <param name="said">The comment of an approval, or the reason of another act.</param>
    /// <param name="fallen">Whose approvals the act voids.</param>
    /// <param name="unscheduled">For when it was to be published, where the act takes that off.</param>
    public static AuditEvent Of(
        Draft draft, ConsoleUser user, string action, DateTimeOffset now, string? origin = null, string? said = null, ValueList<Actor> fallen = default,
        DateTimeOffset? unscheduled = null) => new(now, user.Actor, action, $"draft/{draft.Id}", new Dictionary<string, string?>
        {
            ["title"] = draft.Title,
            ["base"] = draft.BaseRevision.ToString(CultureInfo.InvariantCulture),
            ["digest"] = action == AuditActions.DraftApproved ? draft.Approvals[^1].Digest : null,
            ["reason"] = action == AuditActions.DraftApproved ? null : said,
            ["comment"] = action == AuditActions.DraftApproved ? said : null,
            ["voided"] = fallen.Count == 0 ? null : string.Join(' ', fallen.Select(a => $"{a.Issuer}/{a.Subject}")),
            ["scheduledFor"] = action == AuditActions.DraftScheduled ? Text(draft.Schedule!.At) : null,
            ["unscheduled"] = unscheduled is { } fell ? Text(fell) : null,
            ["origin"] = origin,
        });

    public static AuditEvent Commented(Draft draft, DraftEntry entry) => new(entry.At, entry.Actor, AuditActions.DraftCommented, $"draft/{draft.Id}", new Dictionary<string, string?>
    {
        ["title"] = draft.Title,
        ["comment"] = entry.Text,
        ["about"] = entry.About is { } about ? about.Object?.ToString() ?? about.Place!.ToString() : null,
    });

    /// <param name="id">Null where there was to be a new one.</param>
    public static AuditEvent Refused(Guid? id, ConsoleUser user, string action, PublishRefusal refusal, DateTimeOffset now) =>
        new(now, user.Actor, AuditActions.Refused, id is null ? "drafts" : $"draft/{id}", new Dictionary<string, string?>
        {
            ["what"] = action,
            ["why"] = refusal.Kind.ToString(),
            ["message"] = refusal.Message,
        });

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Whoever edits or submits is an author from then on; judging a draft makes nobody one.</summary>
    public static ValueList<Actor> AuthorsAfter(Draft draft, ConsoleUser user, string action) =>
        action is AuditActions.DraftEdited or AuditActions.DraftSubmitted && !draft.Authors.Any(a => a.Person == user.Actor.Person)
            ? [.. draft.Authors, user.Actor]
            : draft.Authors;
}
