using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.BreakGlasses;

/// <summary>What a broken glass leaves in the audit log.</summary>
internal static class BreakGlassEvents
{
    public static AuditEvent Broken(Revision revision, BreakGlass broken) => new(
        revision.PublishedAt, revision.Author, AuditActions.GlassBroken, SubjectOf(revision.Number), new Dictionary<string, string?>
        {
            ["grant"] = broken.Name,
            ["environments"] = string.Join(' ', broken.Environments),
            ["expires"] = broken.Expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["reason"] = broken.Reason,
        });

    public static AuditEvent Reviewed(BreakGlassReview review, BreakGlass broken) => new(
        review.At, review.Reviewer, AuditActions.GlassReviewed, SubjectOf(review.Revision), new Dictionary<string, string?>
        {
            ["grant"] = broken.Name,
            ["verdict"] = review.Verdict == BreakGlassVerdict.Justified ? "justified" : "not justified",
            ["comment"] = review.Comment,
        });

    public static AuditEvent Refused(Actor actor, int revision, PublishRefusal refusal, DateTimeOffset now) => new(
        now, actor, AuditActions.Refused, SubjectOf(revision), new Dictionary<string, string?>
        {
            ["what"] = AuditActions.GlassReviewed,
            ["why"] = refusal.Kind.ToString(),
            ["message"] = refusal.Message,
        });

    private static string SubjectOf(int revision) => $"revision/{revision.ToString(CultureInfo.InvariantCulture)}";
}
