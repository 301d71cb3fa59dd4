using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Ports;

namespace AccessConsole.Campaigns;

/// <summary>What an act on a campaign leaves in the audit log: the evidence of who kept what, and why.</summary>
internal static class CampaignEvents
{
    public static AuditEvent Opened(Campaign campaign, int grants) => new(campaign.OpenedAt, campaign.OpenedBy, AuditActions.CampaignOpened, Subject(campaign.Id), new Dictionary<string, string?>
    {
        ["title"] = campaign.Title,
        ["filter"] = campaign.Filter.ToString(),
        ["grants"] = Text(grants),
        ["revision"] = Text(campaign.Revision),
        ["dueAt"] = Text(campaign.DueAt),
    });

    public static AuditEvent Decided(CampaignItem item, CampaignDecision decision) => new(decision.At, decision.By, AuditActions.CampaignDecided, Subject(item.CampaignId), new Dictionary<string, string?>
    {
        ["grant"] = item.Grant.Name,
        ["grantId"] = item.GrantId.ToString(),
        ["verdict"] = decision.Verdict.ToString().ToLowerInvariant(),
        ["reason"] = decision.Reason,
        ["expires"] = decision.Expires is { } end ? Text(end) : null,
        ["withoutEnvironment"] = decision.WithoutEnvironment,
        ["before"] = item.Verdict?.ToString().ToLowerInvariant(),
    });

    public static AuditEvent Closed(Campaign campaign, CampaignEnd end, CampaignProgress progress) => new(end.At, end.By, AuditActions.CampaignClosed, Subject(campaign.Id), new Dictionary<string, string?>
    {
        ["title"] = campaign.Title,
        ["kept"] = Text(progress.Kept),
        ["narrowed"] = Text(progress.Narrowed),
        ["ended"] = Text(progress.Ended),
        ["undecided"] = Text(progress.Undecided),
        ["undecidedAre"] = end.EndsUndecided ? "ended" : "kept",
        ["leftOut"] = Text(end.LeftOut),
        ["draft"] = end.Draft?.ToString(),
    });

    public static AuditEvent Exported(Campaign campaign, Actor by, DateTimeOffset now) =>
        new(now, by, AuditActions.Exported, Subject(campaign.Id), new Dictionary<string, string?> { ["what"] = "campaign", ["title"] = campaign.Title });

    /// <param name="id">Null where there was to be a new one.</param>
    public static AuditEvent Refused(Guid? id, Actor by, string what, PublishRefusal refusal, DateTimeOffset now) =>
        new(now, by, AuditActions.Refused, id is { } campaign ? Subject(campaign) : "campaigns", new Dictionary<string, string?>
        {
            ["what"] = what,
            ["why"] = refusal.Kind.ToString(),
            ["message"] = refusal.Message,
        });

    private static string Subject(Guid id) => $"campaign/{id}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
