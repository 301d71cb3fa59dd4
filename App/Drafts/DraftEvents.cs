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
    public static AuditEvent Of(Draft draft, ConsoleUser user, string action, DateTimeOffset now, string? origin = null) => new(now, user.Actor, action, $"draft/{draft.Id}", new Dictionary<string, string?>
    {
        ["title"] = draft.Title,
        ["base"] = draft.BaseRevision.ToString(CultureInfo.InvariantCulture),
        ["digest"] = action == AuditActions.DraftApproved ? draft.Approvals[^1].Digest : null,
        ["reason"] = action == AuditActions.DraftDeclined ? draft.DeclineReason : null,
        ["origin"] = origin,
    });

    /// <param name="id">Null where there was to be a new one.</param>
    public static AuditEvent Refused(Guid? id, ConsoleUser user, string action, PublishRefusal refusal, DateTimeOffset now) =>
        new(now, user.Actor, AuditActions.Refused, id is null ? "drafts" : $"draft/{id}", new Dictionary<string, string?>
        {
            ["what"] = action,
            ["why"] = refusal.Kind.ToString(),
            ["message"] = refusal.Message,
        });

    /// <summary>Whoever edits or submits is an author from then on; judging a draft makes nobody one.</summary>
    public static ValueList<Actor> AuthorsAfter(Draft draft, ConsoleUser user, string action) =>
        action is AuditActions.DraftEdited or AuditActions.DraftSubmitted && !draft.Authors.Any(a => a.Person == user.Actor.Person)
            ? [.. draft.Authors, user.Actor]
            : draft.Authors;
}
