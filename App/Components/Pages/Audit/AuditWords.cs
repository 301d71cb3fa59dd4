using AccessConsole.Core.Auditing;

namespace AccessConsole.Components.Pages.Audit;

/// <summary>How the page says what events hold.</summary>
public static class AuditWords
{
    /// <summary>Acts in the order in which a filter offers them.</summary>
    public static readonly IReadOnlyList<(string Action, string Text)> Actions =
    [
        (AuditActions.RevisionPublished, "published"),
        (AuditActions.DraftApproved, "approved a draft"),
        (AuditActions.DraftDeclined, "declined a draft"),
        (AuditActions.DraftSubmitted, "submitted a draft"),
        (AuditActions.DraftCreated, "began a draft"),
        (AuditActions.DraftEdited, "edited a draft"),
        (AuditActions.DraftWithdrawn, "withdrew a draft"),
        (AuditActions.DraftCommented, "commented on a draft"),
        (AuditActions.DraftScheduled, "set a time for publishing"),
        (AuditActions.DraftUnscheduled, "took back a time for publishing"),
        (AuditActions.DraftScheduleFailed, "was refused at the time set"),
        (AuditActions.DraftDeleted, "deleted a draft"),
        (AuditActions.EmergencyRevoked, "revoked everything of a caller"),
        (AuditActions.EmergencyReviewed, "looked at an emergency"),
        (AuditActions.GlassBroken, "broke the glass"),
        (AuditActions.GlassReviewed, "judged a broken glass"),
        (AuditActions.AccessAsked, "asked for access"),
        (AuditActions.AccessApproved, "approved access"),
        (AuditActions.AccessDeclined, "declined access"),
        (AuditActions.AccessWithdrawn, "withdrew a request"),
        (AuditActions.AccessGranted, "put access in force"),
        (AuditActions.AccessExtensionAsked, "asked for more time"),
        (AuditActions.AccessExtensionDeclined, "declined more time"),
        (AuditActions.AccessExtensionWithdrawn, "no longer asked for more time"),
        (AuditActions.AccessExtended, "put the end of access later"),
        (AuditActions.AccessEnded, "took access back"),
        (AuditActions.CampaignOpened, "opened a campaign"),
        (AuditActions.CampaignDecided, "decided of a grant"),
        (AuditActions.CampaignClosed, "closed a campaign"),
        (AuditActions.Refused, "was refused"),
        (AuditActions.SignedIn, "signed in"),
        (AuditActions.SignInFailed, "failed to sign in"),
        (AuditActions.SignedOut, "signed out"),
        (AuditActions.TokenCreated, "made a token"),
        (AuditActions.TokenRevoked, "revoked a token"),
        (AuditActions.SigningKeysChanged, "took over a list of signing keys"),
        (AuditActions.ConfigurationChanged, "started with another configuration"),
        (AuditActions.IssuerKeysChanged, "took over an issuer’s keys"),
        (AuditActions.IssuerKeysHeld, "held an issuer’s keys"),
        (AuditActions.IssuerKeysAccepted, "accepted an issuer’s keys"),
        (AuditActions.BundlesSigned, "signed bundles by another key"),
        (AuditActions.BuildkiteAdded, "connected Buildkite"),
        (AuditActions.BuildkiteTokenReplaced, "replaced a token of Buildkite"),
        (AuditActions.BuildkiteRemoved, "removed a connection to Buildkite"),
        (AuditActions.WebhookAdded, "added a webhook"),
        (AuditActions.WebhookChanged, "changed a webhook"),
        (AuditActions.WebhookDisabled, "disabled a webhook"),
        (AuditActions.WebhookEnabled, "enabled a webhook"),
        (AuditActions.WebhookSecretReplaced, "replaced a webhook’s secret"),
        (AuditActions.WebhookRemoved, "removed a webhook"),
        (AuditActions.WebhookTested, "tested a webhook"),
        (AuditActions.WebhookResent, "sent a message again"),
        (AuditActions.RolloutMissed, "missed the goal of a rollout"),
        (AuditActions.RolloutGoalSet, "set the goal of rollouts"),
        (AuditActions.RolloutPlanSet, "set the stages of rollouts"),
        (AuditActions.RolloutPlanRemoved, "removed the stages of rollouts"),
        (AuditActions.RolloutStaged, "published to the first stage"),
        (AuditActions.RolloutPromoted, "let a rollout go on to a stage"),
        (AuditActions.RolloutHalted, "halted a rollout"),
        (AuditActions.RolloutResumed, "resumed a rollout"),
        (AuditActions.RolloutTakenBack, "took a rollout back"),
        (AuditActions.RolloutCompleted, "completed a rollout"),
        (AuditActions.Exported, "exported what is in force"),
        (AuditActions.AuditExported, "exported the audit log"),
        (AuditActions.SampleLoaded, "loaded the sample"),
        (AuditActions.RetentionApplied, "removed what was over"),
    ];

    private static readonly IReadOnlyDictionary<string, string> Texts = Actions.ToDictionary(a => a.Action, a => a.Text, StringComparer.Ordinal);

    /// <summary>The details that say most, first that an event has.</summary>
    private static readonly string[] Telling = ["summary", "title", "message", "reason", "organization", "what", "name", "kind"];

    public static string Act(string action) => Texts.GetValueOrDefault(action, action);

    /// <summary>What one detail says of the act; empty where none does.</summary>
    public static string Gist(AuditEvent recorded) =>
        Telling.Select(name => recorded.Details.GetValueOrDefault(name)).FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? "";

    /// <summary>The page of what was acted on; null where it has none.</summary>
    public static string? AddressOf(string subject) => subject.Split('/', 2) switch
    {
        ["revision", var number] => $"/revisions/{number}",
        ["draft", var id] => $"/drafts/{id}",
        ["campaign", var id] => $"/campaigns/{id}",
        ["request", var id] => $"/requests/{id}",
        ["token", _] => "/settings/tokens",
        ["webhook", _] => "/settings/webhooks",
        ["buildkite", _] => "/settings/buildkite",
        ["rollout", _] => "/rollout",
        ["audit"] => "/audit",
        ["retention"] => "/settings/retention",
        _ => null,
    };

    /// <summary>A detail's name as people say it: <c>policyDigest</c> is <c>policy digest</c>.</summary>
    public static string Name(string detail) => string.Concat(detail.Select(c => char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));
}
