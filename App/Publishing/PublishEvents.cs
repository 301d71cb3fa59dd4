using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.Emergencies;

namespace AccessConsole.Publishing;

/// <summary>What a publish, or its refusal, leaves in the audit log.</summary>
internal static class PublishEvents
{
    /// <summary>The publish, and loudly the emergency where it was one.</summary>
    public static IReadOnlyList<AuditEvent> Of(Revision revision, ChangeReview review, int bundles) => revision.Emergency is { } emergency
        ? [Published(revision, review, bundles), EmergencyEvents.Revoked(revision, emergency)]
        : [Published(revision, review, bundles)];

    private static AuditEvent Published(Revision revision, ChangeReview review, int bundles) => new(
        revision.PublishedAt, revision.Author, AuditActions.RevisionPublished, $"revision/{Text(revision.Number)}", new Dictionary<string, string?>
        {
            ["summary"] = revision.Summary,
            ["draft"] = revision.Draft?.ToString(),
            ["policyDigest"] = revision.PolicyDigest,
            ["changeDigest"] = review.Digest,
            ["approvals"] = string.Join(' ', revision.Approvals.Select(a => $"{a.Approver.Issuer}/{a.Approver.Subject}")),
            ["bundles"] = Text(bundles),
            ["effectiveAt"] = revision.EffectiveAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["rolledBackTo"] = revision.RolledBackTo is { } to ? Text(to) : null,
            ["undoes"] = revision.Undoes is { } undone ? Text(undone) : null,
        });

    /// <summary>Finding nothing to do is no act; every other refusal is one.</summary>
    public static IReadOnlyList<AuditEvent> Refused(PublishRequest request, PublishRefusal refusal, DateTimeOffset now) =>
        refusal.Kind == PublishRefusalKind.NothingChanged
            ? []
            : [new AuditEvent(now, request.User.Actor, AuditActions.Refused, request.Draft is { } draft ? $"draft/{draft}" : "policy", new Dictionary<string, string?>
            {
                ["what"] = "publish",
                ["why"] = refusal.Kind.ToString(),
                ["message"] = refusal.Message,
            })];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
