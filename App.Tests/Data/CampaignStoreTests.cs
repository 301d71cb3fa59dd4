using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class CampaignStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly ValueMap Payments = new([new("team", "payments")]);

    private readonly ICampaignStore store = database.Get<ICampaignStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Campaign_StoredWithItsGrants_IsReadBackTheSame()
    {
        var (campaign, items) = await OpenAsync(3);
        Assert.Equal(campaign, await store.FindAsync(campaign.Id, Cancellation));
        Assert.Equal(items, await store.ListItemsAsync(campaign.Id, new CampaignItemFilter(), 0, 10, Cancellation));
        var decision = new CampaignDecision(CampaignVerdict.Narrow, Bob, Noon, "why", Noon.AddDays(1), "staging");
        Assert.Equal(1, await DecideAsync(campaign, items[1], decision));
        Assert.Equal(items[1] with { Decision = decision, Verdict = CampaignVerdict.Narrow }, Assert.Single(await store.ListItemsAsync(campaign.Id, new CampaignItemFilter(Verdict: CampaignVerdict.Narrow), 0, 10, Cancellation)));
        Assert.Equal(new CampaignProgress(2, 0, 1, 0), (await store.CountAsync([campaign.Id], Cancellation))[campaign.Id]);
        Assert.Equal(2, await store.CountItemsAsync(campaign.Id, new CampaignItemFilter(IsUndecided: true), Cancellation));
    }

    [Fact]
    public async Task Decision_RacingTheClose_IsStoredBeforeItOrNotAtAll()
    {
        var (campaign, items) = await OpenAsync(1);
        var end = new CampaignEnd(Ada, Noon, null, false, 1, 0);
        var decided = DecideAsync(campaign, items[0], new CampaignDecision(CampaignVerdict.Keep, Bob, Noon, "why"));
        var closed = store.CloseAsync(campaign.Id, 1, end, Event("campaign"), Cancellation);
        Assert.Equal(await decided is null, await closed);
        var standing = (await store.FindAsync(campaign.Id, Cancellation))!;
        Assert.Equal(await closed, !standing.IsOpen);
        if (!await closed)
            Assert.True(await store.CloseAsync(campaign.Id, standing.Version, end, Event("campaign"), Cancellation));
        Assert.Null(await DecideAsync(campaign, items[0], new CampaignDecision(CampaignVerdict.End, Bob, Noon, "late")));
        Assert.False(await store.CloseAsync(campaign.Id, standing.Version + 1, end, Event("campaign"), Cancellation));
    }

    [Theory]
    [InlineData(1, "production,team=payments")]
    [InlineData(1, "team=payments")]
    [InlineData(2, "production")]
    [InlineData(0, "staging")]
    [InlineData(3, "production", "staging")]
    [InlineData(3)]
    public async Task Items_OfAReviewer_AreThoseWhosePlacesAreAllCovered(int count, params string[] scopes)
    {
        var (campaign, _) = await OpenAsync(3, i => i switch
        {
            0 => [new Place("production", Payments)],
            1 => [new Place("production", null)],
            _ => [new Place("production", null), new Place("staging", null)],
        });
        var reviewer = new CampaignReviewer(scopes.Length == 0 ? null : scopes.Select(RoleScope.Parse).ToValueList());
        Assert.Equal(count, await store.CountItemsAsync(campaign.Id, new CampaignItemFilter(Reviewer: reviewer), Cancellation));
    }

    [Theory]
    [InlineData("UPDATE campaigns SET title = 'x'")]
    [InlineData("UPDATE campaign_items SET number = 9")]
    public async Task Campaign_RewrittenByTheOwner_IsRefused(string change)
    {
        await OpenAsync(1);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsOwnerAsync(change));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Fact]
    public async Task Items_ArePagedByNumber()
    {
        var (campaign, items) = await OpenAsync(2500);
        var found = new List<CampaignItem>();
        IReadOnlyList<CampaignItem> page;
        do
        {
            page = await store.ListItemsAsync(campaign.Id, new CampaignItemFilter(), found.Count == 0 ? 0 : found[^1].Number, 1000, Cancellation);
            found.AddRange(page);
        }
        while (page.Count == 1000);
        Assert.Equal(items.Select(i => i.GrantId), found.Select(i => i.GrantId));
    }

    [Fact]
    public async Task Campaigns_AreFoundByTheirWords()
    {
        var (campaign, _) = await OpenAsync(1);
        Assert.Contains(campaign.Id, await FoundAsync("SPR ada"));
        Assert.Empty(await FoundAsync("spring bob"));
        Assert.Empty(await FoundAsync("s%g"));

        async Task<IEnumerable<Guid>> FoundAsync(string search) => (await store.ListAsync(null, null, 1000, Cancellation, search)).Select(c => c.Id);
    }

    private Task<int?> DecideAsync(Campaign campaign, CampaignItem item, CampaignDecision decision) => store.DecideAsync(
        campaign.Id, [item.GrantId], found => [.. found.Select(f => new CampaignDecided(f, decision, Event("campaign")))], Cancellation);

    private async Task<(Campaign Campaign, CampaignItem[] Items)> OpenAsync(int count, Func<int, ValueList<Place>>? places = null)
    {
        var campaign = new Campaign
        {
            Id = Guid.CreateVersion7(),
            Title = "Spring",
            OpenedBy = Ada,
            OpenedAt = Noon,
            DueAt = Noon.AddDays(30),
            Filter = new CampaignFilter("production", new LabelChoice("team", ["payments"]), true, 30),
            Revision = 7,
        };
        CampaignItem[] items = [.. Enumerable.Range(0, count).Select(i => Item(campaign.Id, i, places?.Invoke(i) ?? [new Place("production", Payments)]))];
        await store.OpenAsync(campaign, items, Event("campaign"), Cancellation);
        return (campaign, items);
    }

    private static CampaignItem Item(Guid campaign, int index, ValueList<Place> places)
    {
        var grant = new Grant { Name = $"grant-{index}", Id = Guid.CreateVersion7(), Effect = Effect.Allow, Principals = new PrincipalSelector { Anyone = true }, Role = "reader", Environments = ["production"] };
        return new CampaignItem { CampaignId = campaign, GrantId = grant.Id.Value, Number = index + 1, Grant = grant, Places = places };
    }
}
