namespace AccessConsole.Api.Describing;

/// <summary>The parts of the API, in the order in which somebody who is new to it would read.</summary>
internal static class ApiTags
{
    public static IReadOnlyList<(string Name, string Description)> All { get; } =
    [
        ("Policy", "The policy document: read, checked, compared, changed, imported and exported."),
        ("Schema", "The JSON Schema of the policy document, for editors."),
        ("Drafts", "Changes on their way: drafted, submitted, approved, scheduled, published."),
        ("Revisions", "What was in force when, what changed between two revisions, and the way back."),
        ("Requests", "Access for a time: asked for, approved by persons, in force by a clock."),
        ("Emergencies", "Everything revoked of one pipeline, workload, queue or identity provider, at once."),
        ("Break-glass", "Somebody let in for hours without waiting for approvals."),
        ("Campaigns", "Reviews of standing grants, decided grant by grant."),
        ("Access", "Who may reach what and why, now or at any revision or time, and what was observed."),
        ("Analysis", "Questions to a policy, answered exactly and each with a request that shows it."),
        ("Decisions", "What would be decided, and what engines decided."),
        ("Diagnose", "Why one call fails."),
        ("Least privilege", "What access was used for, and drafts that narrow it."),
        ("Rollouts", "How publishes come to the engines, how soon, and in which stages."),
        ("Enforcement points", "What runs where, and engines that are not what was published for them."),
        ("Tokens", "Tokens of pullers and automation."),
        ("Issuer keys", "The keys fetched from identity providers."),
        ("Signer", "What a signer of its own begins with."),
        ("Buildkite", "Connections to organizations at Buildkite, and what they list."),
        ("Webhooks", "Addresses that are told of events."),
        ("Audit", "Who did what, and what proves it."),
        ("Demo", "Tokens of the sample's pipelines; Development only."),
    ];
}
