using AccessConsole.Campaigns;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Campaigns;

/// <summary>Campaigns, and opening one.</summary>
public sealed class CampaignsViewModel(ICampaignStore campaigns, CampaignWorkflow workflow, LivePolicy live, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>What is searched for; empty for everything.</summary>
    public string Search { get; private set; } = "";

    public IReadOnlyList<Campaign> Rows { get; private set; } = [];

    public IReadOnlyDictionary<Guid, CampaignProgress> Progress { get; private set; } = new Dictionary<Guid, CampaignProgress>();

    public DateTimeOffset Now { get; private set; }

    /// <summary>After which campaign the next page begins; null on the last.</summary>
    public Guid? Next { get; private set; }

    public PublishRefusal? Refusal { get; private set; }

    public IEnumerable<string> Environments => live.Current.Policy.Environments.Keys;

    public async Task LoadAsync(Guid? after, CancellationToken cancellationToken, string? search = null)
    {
        var page = ListPage.Of(await campaigns.ListAsync(null, after, PageSize + 1, cancellationToken, search), PageSize);
        var progress = await campaigns.CountAsync([.. page.Rows.Select(c => c.Id)], cancellationToken);
        (Rows, Progress, Now, Search) = (page.Rows, progress, clock.GetUtcNow(), search ?? "");
        Next = page.HasMore ? Rows[^1].Id : null;
    }

    /// <param name="due">A day, such as <c>2027-03-01</c>; its end is meant.</param>
    /// <returns>The campaign; null where it was refused.</returns>
    public async Task<Campaign?> OpenAsync(ConsoleUser user, string title, string environment, string label, bool neverEnds, string olderThan, string due)
    {
        var (wanted, problem) = Read(title, environment, label, neverEnds, olderThan, due);
        if (wanted is null)
        {
            Refusal = new PublishRefusal(PublishRefusalKind.Invalid, problem!, []);
            return null;
        }

        // It looks at each grant there is: not on the circuit's own turn.
        var result = await Task.Run(() => workflow.OpenAsync(user, wanted, CancellationToken.None));
        Refusal = result.Refusal;
        return result.Campaign;
    }

    private static (NewCampaign? Campaign, string? Problem) Read(string title, string environment, string label, bool neverEnds, string olderThan, string due)
    {
        if (!DateOnly.TryParseExact(due, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day))
            return (null, "say by which day it should be decided");
        int? days = null;
        if (olderThan.Trim().Length > 0)
        {
            if (!int.TryParse(olderThan, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
                return (null, $"`{olderThan}` is no number of days");
            days = number;
        }

        try
        {
            LabelChoice? choice = label.Trim().Length == 0 ? null
                : RoleScope.Parse(label.Trim()).Labels is [var one] && one.Values.Count == 1 ? one : throw new FormatException($"`{label}` is not one label such as team=payments");
            var end = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            return (new NewCampaign(title, new CampaignFilter(environment.Length == 0 ? null : environment, choice, neverEnds, days), end), null);
        }
        catch (FormatException e)
        {
            return (null, e.Message);
        }
    }
}
