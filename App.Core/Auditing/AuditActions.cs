namespace AccessConsole.Core.Auditing;

/// <summary>The acts that are recorded. Persisted: do not rename.</summary>
public static class AuditActions
{
    public const string SignedIn = "sign_in.succeeded";
    public const string SignInFailed = "sign_in.failed";
    public const string SignedOut = "sign_in.ended";
    public const string Refused = "request.refused";
    public const string DraftCreated = "draft.created";
    public const string DraftEdited = "draft.edited";
    public const string DraftSubmitted = "draft.submitted";
    public const string DraftWithdrawn = "draft.withdrawn";
    public const string DraftDeclined = "draft.declined";
    public const string DraftApproved = "draft.approved";
    public const string DraftCommented = "draft.commented";
    public const string DraftScheduled = "draft.scheduled";
    public const string DraftUnscheduled = "draft.unscheduled";
    public const string DraftScheduleFailed = "draft.schedule_failed";
    public const string DraftDeleted = "draft.deleted";
    public const string RevisionPublished = "revision.published";
    public const string EmergencyRevoked = "emergency.revoked";
    public const string EmergencyReviewed = "emergency.reviewed";
    public const string GlassBroken = "break_glass.used";
    public const string GlassReviewed = "break_glass.reviewed";
    public const string AccessAsked = "access.asked";
    public const string AccessApproved = "access.approved";
    public const string AccessDeclined = "access.declined";
    public const string AccessWithdrawn = "access.withdrawn";
    public const string AccessGranted = "access.granted";
    public const string AccessExtensionAsked = "access.extension_asked";
    public const string AccessExtensionDeclined = "access.extension_declined";
    public const string AccessExtensionWithdrawn = "access.extension_withdrawn";
    public const string AccessExtended = "access.extended";
    public const string AccessEnded = "access.ended";
    public const string BundlesSigned = "bundles.signed";
    public const string TokenCreated = "token.created";
    public const string TokenRevoked = "token.revoked";
    public const string IssuerKeysChanged = "issuer_keys.changed";
    public const string IssuerKeysHeld = "issuer_keys.held";
    public const string IssuerKeysAccepted = "issuer_keys.accepted";
    public const string BuildkiteAdded = "buildkite.added";
    public const string BuildkiteTokenReplaced = "buildkite.token_replaced";
    public const string BuildkiteRemoved = "buildkite.removed";
    public const string WebhookAdded = "webhook.added";
    public const string WebhookChanged = "webhook.changed";
    public const string WebhookDisabled = "webhook.disabled";
    public const string WebhookEnabled = "webhook.enabled";
    public const string WebhookSecretReplaced = "webhook.secret_replaced";
    public const string WebhookRemoved = "webhook.removed";
    public const string WebhookTested = "webhook.tested";
    public const string WebhookResent = "webhook.resent";
    public const string RetentionApplied = "retention.applied";
    public const string SampleLoaded = "sample.loaded";
    public const string Exported = "policy.exported";
    public const string AuditExported = "audit.exported";
}
