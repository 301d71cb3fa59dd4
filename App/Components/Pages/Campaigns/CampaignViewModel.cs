using AccessConsole.Campaigns;
using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Campaigns;

/// <summary>One campaign: how far it is, a page of its grants, deciding of them, and the close.</summary>
public sealed class CampaignViewModel(ICampaignStore campaigns, CampaignWorkflow workflow, TimeProvider clock)
{
    public const int PageSize = 50;

    private int newest;

    public static IReadOnlyList<(string Show, string Name)> Views { get; } = [("", "all"), ("undecided", "undecided"), ("keep", "kept"), ("narrow", "narrowed"), ("end", "ended")];

    public Campaign? Campaign { get; private set; }

    public CampaignProgress Progress { get; private set; } = CampaignProgress.None;

    public CampaignQuery Query { get; private set; } = new(Guid.Empty);

    public IReadOnlyList<CampaignItem> Rows { get; private set; } = [];

    /// <summary>How many match the query.</summary>
    public int Total { get; private set; }

    /// <summary>After which number the next page begins; null on the last.</summary>
    public int? Next { get; private set; }

    public DateTimeOffset Now { get; private set; }

    /// <summary>What the newest act came to.</summary>
    public ActResult? Result { get; private set; }

    /// <returns>False where there is no such campaign.</returns>
    public async Task<bool> LoadAsync(ConsoleUser user, CampaignQuery query, CancellationToken cancellationToken)
    {
        var reading = ++newest;
        if (await campaigns.FindAsync(query.Id, cancellationToken) is not { } campaign)
            return false;
        var filter = CampaignStates.Parse(query.Show) ?? new CampaignItemFilter();
        var reviewer = CampaignWorkflow.Reviewer(user);
        var isNobodys = query.Mine && reviewer is null;
        filter = filter with { Reviewer = query.Mine ? reviewer : null };
        var page = ListPage.Of(isNobodys ? [] : await campaigns.ListItemsAsync(query.Id, filter, query.After, PageSize + 1, cancellationToken), PageSize);
        var total = isNobodys ? 0 : await campaigns.CountItemsAsync(query.Id, filter, cancellationToken);
        var progress = (await campaigns.CountAsync([query.Id], cancellationToken)).GetValueOrDefault(query.Id, CampaignProgress.None);
        if (reading != newest)
            return true;
        (Campaign, Query, Rows, Total, Progress, Now) = (campaign, query, page.Rows, total, progress, clock.GetUtcNow());
        Next = page.HasMore ? Rows[^1].Number : null;
        return true;
    }

    /// <returns>Whether it was decided.</returns>
    public async Task<bool> DecideAsync(ConsoleUser user, IReadOnlyCollection<Guid> grants, Verdict verdict)
    {
        var result = await workflow.DecideAsync(user, Query.Id, grants, verdict, CancellationToken.None);
        Result = result.Refusal is { } refusal ? new ActResult("not decided", refusal) : new ActResult($"decided of {Words.Count(result.Count, "grant")} more", null);
        await Loads.TryAsync(() => LoadAsync(user, Query, CancellationToken.None));
        return result.Refusal is null;
    }

    /// <param name="seen">What the person saw who pressed.</param>
    public async Task CloseAsync(ConsoleUser user, Campaign seen, bool endsUndecided)
    {
        var result = await workflow.CloseAsync(user, seen.Id, seen.Version, endsUndecided, CancellationToken.None);
        Result = result.Refusal is { } refusal ? new ActResult("not closed", refusal) : new ActResult("closed", null);
        await Loads.TryAsync(() => LoadAsync(user, Query, CancellationToken.None));
    }
}
