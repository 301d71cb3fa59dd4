using AccessConsole.Distribution.Decisions;
using AccessConsole.Retention;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>Something that the console keeps in its database, and for how long.</summary>
/// <param name="Tables">Where it is stored.</param>
/// <param name="Rule">What is removed by itself, and when; null where nothing ever is.</param>
/// <param name="Key">Of the configuration, by which the rule is changed; null where it cannot be.</param>
/// <param name="Section">In which the key stands.</param>
public sealed record Holding(string Name, string Why, string[] Tables, string? Rule = null, string? Key = null, string Section = RetentionOptions.Section)
{
    /// <summary>What no holding below has: nothing removes it either.</summary>
    public static Holding Other(string[] tables) => new("Other", "what the console needs besides", tables);

    public static IReadOnlyList<Holding> All(RetentionOptions periods, DecisionOptions decisions) =>
    [
        new("Revisions", "each state of the policy, by which any earlier day can be asked about", ["revisions", "policy_objects"]),
        new("Bundles", "each signed archive as it was sent, to show what an engine had", ["bundles"]),
        new("Audit log", "who did what, with the hashes and checkpoints that prove it", ["audit_events", "audit_subtrees", "audit_checkpoints"]),
        new("Drafts and reviews", "who proposed, discussed and approved what; also what was withdrawn", ["drafts", "draft_entries", "approvals"]),
        new("Requests", "who asked for access for a time, who approved it, and what became of it", ["grant_requests", "grant_request_steps"]),
        new("Campaigns", "which grants were reviewed, who kept what, and why", ["campaigns", "campaign_items"]),
        new("Emergencies looked at", "who looked at an emergency or a broken glass after it", ["emergency_reviews", "break_glass_reviews"]),
        new("Keys of identity providers", "by which callers' tokens were verified when", ["issuer_key_sets"]),
        new("People", "name, roles and groups at the last sign-in, and saved views of who signed in", ["persons"]),
        new("Tokens", "hash, owner, scope and last use; never the token", ["tokens"], Days(periods.EndedTokenDays, "after the token was revoked or expired"), nameof(periods.EndedTokenDays)),
        new("Enforcement points", "what each engine last reported", ["enforcement_points"], Days(periods.SilentPointDays, "after the last report"), nameof(periods.SilentPointDays)),
        new("Steps of rollouts", "when each engine fetched, activated and used each revision", ["rollout_steps"], Days(periods.RolloutStepDays, "after the publish"), nameof(periods.RolloutStepDays)),
        new("Rollouts", "how soon each publish was in force, and the goals of environments", ["rollouts", "rollout_goals"], Days(periods.RolloutDays, "after the publish"), nameof(periods.RolloutDays)),
        new("Decisions of engines", "who called what, and why it was let in or not; never a token, header or query", ["decisions"],
            Days(decisions.RetentionDays, "after the decision, a day at a time"), nameof(decisions.RetentionDays), DecisionOptions.Section),
        new("Counts of decisions", "how often each grant decided, by the hour, and how many decisions were not kept", ["decision_hours", "decision_losses", "decision_sources"],
            Days(decisions.CountsRetentionDays, "after the hour, a month at a time"), nameof(decisions.CountsRetentionDays), DecisionOptions.Section),
        new("Messages to webhooks", "what was told, and what came of it", ["webhook_messages", "webhook_deliveries", "webhook_cursor"],
            Days(periods.WebhookMessageDays, "after the message, once nothing of it waits"), nameof(periods.WebhookMessageDays)),
        new("Webhooks", "their addresses, and their secrets encrypted", ["webhooks"], Days(periods.RemovedDays, "after the webhook was removed"), nameof(periods.RemovedDays)),
        new("Pipelines seen at Buildkite", "the last listing of each connection, and what is gone since", ["buildkite_connections", "buildkite_pipelines"],
            Days(periods.RemovedDays, "after the connection was removed"), nameof(periods.RemovedDays)),
    ];

    private static string? Days(int days, string after) => days == 0 ? null : $"{Words.Count(days, "day")} {after}";
}
