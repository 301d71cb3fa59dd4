using System.Globalization;
using System.Text;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Campaigns;

/// <summary>A campaign as CSV: each grant as it was, what was decided, by whom, when and why.</summary>
public sealed class CampaignExport(ICampaignStore campaigns, IAuditLog audit, TimeProvider clock)
{
    private const int Page = 2000;

    public Task RecordAsync(ConsoleUser user, Campaign campaign, CancellationToken cancellationToken) =>
        audit.AppendAsync(CampaignEvents.Exported(campaign, user.Actor, clock.GetUtcNow()), cancellationToken);

    /// <summary>Reads page by page, so that it costs no more memory for more grants.</summary>
    public async Task WriteAsync(Stream stream, Campaign campaign, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(Csv.Line("number", "grant", "id", "principals", "role", "environments", "expires", "verdict", "new end", "without environment", "by", "at", "reason"));
        IReadOnlyList<CampaignItem> page;
        var after = 0;
        do
        {
            page = await campaigns.ListItemsAsync(campaign.Id, new CampaignItemFilter(), after, Page, cancellationToken);
            foreach (var item in page)
                await writer.WriteAsync(Line(item));
            after = page.Count == 0 ? 0 : page[^1].Number;
        }
        while (page.Count == Page);
    }

    private static string Line(CampaignItem item) => Csv.Line(
        item.Number.ToString(CultureInfo.InvariantCulture), item.Grant.Name, item.GrantId.ToString(), PolicyWords.Of(item.Grant.Principals), item.Grant.Role,
        string.Join(' ', item.Grant.Environments), Text(item.Grant.Expires), item.Verdict?.ToString().ToLowerInvariant() ?? "undecided", Text(item.Decision?.Expires), item.Decision?.WithoutEnvironment,
        item.Decision is { } decision ? $"{decision.By.Name} ({decision.By.Issuer}/{decision.By.Subject})" : null, Text(item.Decision?.At), item.Decision?.Reason);

    private static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
