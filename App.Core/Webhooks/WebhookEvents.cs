using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Webhooks;

/// <summary>What webhooks may be told. A contract: receivers decide by these names.</summary>
public static class WebhookEvents
{
    public const string Published = "revision.published";
    public const string ApprovalAsked = "approval.asked";
    public const string ScheduleFailed = "schedule.failed";
    public const string BreakGlass = "break-glass";
    public const string AccessAsked = "access.asked";
    public const string AccessGranted = "access.granted";
    public const string AccessEnded = "access.ended";
    public const string GrantExpiring = "grant.expiring";
    public const string RolloutMissed = "rollout.missed";
    public const string RolloutStaged = "rollout.staged";
    public const string RolloutPromoted = "rollout.promoted";
    public const string RolloutHalted = "rollout.halted";
    public const string RolloutResumed = "rollout.resumed";
    public const string RolloutTakenBack = "rollout.taken_back";
    public const string RolloutCompleted = "rollout.completed";
    public const string PointStale = "enforcement_point.stale";
    public const string DriftFound = "drift.found";

    /// <summary>Sent when somebody tests a webhook; nobody subscribes to it.</summary>
    public const string Test = "webhook.test";

    /// <summary>Each with what it says, in the order in which they are offered.</summary>
    public static readonly IReadOnlyList<(string Type, string Text)> All =
    [
        (Published, "a revision was published"),
        (ApprovalAsked, "a draft was submitted and waits for approval"),
        (BreakGlass, "somebody let in without approvals (break-glass)"),
        (ScheduleFailed, "a draft was not published at the time set for it"),
        (AccessAsked, "access for a time, or more of it, is asked for and waits for approval"),
        (AccessGranted, "access that was asked for is in force, or its end is later"),
        (AccessEnded, "access that was asked for was taken back before its time"),
        (GrantExpiring, "a grant expires within 7 days"),
        (RolloutMissed, "a publish was not in force at enough enforcement points in its environment's time"),
        (RolloutStaged, "a publish went to the first stage of an environment's plan"),
        (RolloutPromoted, "a staged rollout went on to its next stage"),
        (RolloutHalted, "a staged rollout was halted"),
        (RolloutResumed, "a halted rollout goes on"),
        (RolloutTakenBack, "a staged rollout was taken back"),
        (RolloutCompleted, "a staged rollout reached everybody"),
        (PointStale, "an enforcement point has been silent for an hour"),
        (DriftFound, "an engine runs what was never published, or decides otherwise than its revision"),
    ];

    /// <summary>The acts that are told, in the log's order.</summary>
    public static readonly IReadOnlyDictionary<string, string> OfActs = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [AuditActions.RevisionPublished] = Published,
        [AuditActions.DraftSubmitted] = ApprovalAsked,
        [AuditActions.GlassBroken] = BreakGlass,
        [AuditActions.DraftScheduleFailed] = ScheduleFailed,
        [AuditActions.AccessAsked] = AccessAsked,
        [AuditActions.AccessExtensionAsked] = AccessAsked,
        [AuditActions.AccessGranted] = AccessGranted,
        [AuditActions.AccessExtended] = AccessGranted,
        [AuditActions.AccessEnded] = AccessEnded,
        [AuditActions.RolloutMissed] = RolloutMissed,
        [AuditActions.RolloutStaged] = RolloutStaged,
        [AuditActions.RolloutPromoted] = RolloutPromoted,
        [AuditActions.RolloutHalted] = RolloutHalted,
        [AuditActions.RolloutResumed] = RolloutResumed,
        [AuditActions.RolloutTakenBack] = RolloutTakenBack,
        [AuditActions.RolloutCompleted] = RolloutCompleted,
    };

    public static bool IsOffered(string type) => All.Any(offered => offered.Type == type);
}
