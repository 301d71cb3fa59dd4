using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.BreakGlasses;
using AccessConsole.Emergencies;
using AccessConsole.Requests;

namespace AccessConsole.Publishing;

/// <summary>What a publish, or its refusal, leaves in the audit log.</summary>
internal static class PublishEvents
{
    /// <summary>The publish, and loudly the emergency or the broken glass where it was one.</summary>
    public static IReadOnlyList<AuditEvent> Of(Revision revision, ChangeReview review, int bundles, DraftSchedule? schedule) =>
    [
        Published(revision, review, bundles, schedule),
        .. revision.Emergency is { } emergency ? [EmergencyEvents.Revoked(revision, emergency)] : Array.Empty<AuditEvent>(),
        .. revision.BreakGlass is { } broken ? [BreakGlassEvents.Broken(revision, broken)] : Array.Empty<AuditEvent>(),
    ];

    private static AuditEvent Published(Revision revision, ChangeReview review, int bundles, DraftSchedule? schedule) => new(
        revision.PublishedAt, revision.Author, AuditActions.RevisionPublished, $"revision/{Text(revision.Number)}", new Dictionary<string, string?>
        {
            ["summary"] = revision.Summary,
            ["draft"] = revision.Draft?.ToString(),
            ["policyDigest"] = revision.PolicyDigest,
            ["changeDigest"] = review.Digest,
            ["approvals"] = string.Join(' ', revision.Approvals.Select(a => $"{a.Approver.Issuer}/{a.Approver.Subject}")),
            ["bundles"] = Text(bundles),
            ["effectiveAt"] = Text(revision.EffectiveAt),
            ["rolledBackTo"] = revision.RolledBackTo is { } to ? Text(to) : null,
            ["scheduledFor"] = schedule is null ? null : Text(schedule.At),
            ["undoes"] = revision.Undoes is { } undone ? Text(undone) : null,
        });

    /// <summary>Finding nothing to do is no act, nor is what the console tries by itself while the signer is away; every other refusal is one. At a time that somebody set, each is told as that time's failure.</summary>
    public static IReadOnlyList<AuditEvent> Refused(PublishRequest request, Draft? draft, PublishRefusal refusal, DateTimeOffset now)
    {
        if (refusal.Kind == PublishRefusalKind.NotDue || (refusal.Kind == PublishRefusalKind.NothingChanged && request.Schedule is null))
            return [];
        if (refusal.Kind == PublishRefusalKind.SignerAway && request.IsAutomatic)
            return [];
        var details = new Dictionary<string, string?> { ["why"] = refusal.Kind.ToString(), ["message"] = refusal.Message };
        if (request.Schedule is { } schedule)
            (details["title"], details["scheduledFor"]) = (draft?.Title, Text(schedule.At));
        else
            details["what"] = "publish";
        var action = request.Schedule is null ? AuditActions.Refused : AuditActions.DraftScheduleFailed;
        return [new AuditEvent(now, request.User.Actor, action, SubjectOf(request), details)];
    }

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string SubjectOf(PublishRequest request) =>
        request.Request is { } act ? RequestEvents.Subject(act.Request) : request.Draft is { } draft ? $"draft/{draft}" : "policy";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
