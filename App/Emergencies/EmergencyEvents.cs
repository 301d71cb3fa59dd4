using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Ports;

namespace AccessConsole.Emergencies;

/// <summary>What an emergency leaves in the audit log.</summary>
internal static class EmergencyEvents
{
    public static AuditEvent Revoked(Revision revision, Emergency emergency) => new(
        revision.PublishedAt, revision.Author, AuditActions.EmergencyRevoked, SubjectOf(revision.Number), new Dictionary<string, string?>
        {
            ["target"] = $"{emergency.Target.Kind.Slug()}/{emergency.Target.Name}",
            ["environments"] = string.Join(' ', emergency.Environments),
            ["reason"] = emergency.Reason,
            ["grant"] = emergency.Grant.ToString(),
        });

    public static AuditEvent Reviewed(EmergencyReview review, Emergency emergency) => new(
        review.At, review.Reviewer, AuditActions.EmergencyReviewed, SubjectOf(review.Revision), new Dictionary<string, string?>
        {
            ["target"] = $"{emergency.Target.Kind.Slug()}/{emergency.Target.Name}",
            ["comment"] = review.Comment,
        });

    private static string SubjectOf(int revision) => $"revision/{revision.ToString(CultureInfo.InvariantCulture)}";
}
