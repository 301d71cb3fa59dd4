using AccessConsole.Campaigns;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Ports;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A campaign that is half decided, and one that is closed.</summary>
internal static class ScreenshotCampaigns
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <returns>Addresses by name.</returns>
    public static async Task<IEnumerable<KeyValuePair<string, string>>> FillAsync(ConsoleInBrowser console)
    {
        var workflow = console.Host.Get<CampaignWorkflow>();
        var open = await OpenAsync("Grants without an end, spring");
        await DecideAsync(open, 3, new Verdict(CampaignVerdict.Keep, "each nightly build needs it, see PAY-12"));
        await DecideAsync(open, 2, new Verdict(CampaignVerdict.End, "the service that called this was switched off in June"));
        var closed = await OpenAsync("Everything, last autumn");
        var result = await workflow.CloseAsync(ConsoleInBrowser.Person("alice"), closed.Id, closed.Version, endsUndecided: false, Cancellation);
        Assert.True(result.Refusal is null, result.Refusal?.Message);
        return [KeyValuePair.Create("campaign", $"/campaigns/{open.Id}"), KeyValuePair.Create("campaign-closed", $"/campaigns/{closed.Id}?show=undecided"), KeyValuePair.Create("campaign-none", $"/campaigns/{open.Id}?show=narrow")];

        async Task<Campaign> OpenAsync(string title)
        {
            var opened = await workflow.OpenAsync(ConsoleInBrowser.Person("alice"), new NewCampaign(title, new CampaignFilter(NeverEnds: true), DateTimeOffset.UtcNow.AddDays(20)), Cancellation);
            Assert.True(opened.Campaign is not null, opened.Refusal?.Message);
            return opened.Campaign;
        }

        async Task DecideAsync(Campaign campaign, int count, Verdict verdict)
        {
            var items = await console.Host.Get<ICampaignStore>().ListItemsAsync(campaign.Id, new CampaignItemFilter(IsUndecided: true), 0, count, Cancellation);
            var decided = await workflow.DecideAsync(ConsoleInBrowser.Person("bob"), campaign.Id, [.. items.Select(i => i.GrantId)], verdict, Cancellation);
            Assert.True(decided.Refusal is null, decided.Refusal?.Message);
        }
    }
}
