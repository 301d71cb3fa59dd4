using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Core.Model;
using AccessConsole.Publishing;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>What one person publishes shows in the pages that others have open, and takes nothing from them.</summary>
public sealed class LivePagesTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Publish_ByOthers_ShowsInEveryOpenPage()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var reader = await console.SignInAsync("victor");
        var home = reader.Pages[0];
        await home.OpenAsync("/");
        var grants = await AnotherAsync(reader, "/grants?q=reads");
        var revisions = await AnotherAsync(reader, "/revisions");
        var author = (await console.SignInAsync("carol")).Pages[0];
        await author.OpenAsync("/grants/deploy-reads-production");
        await author.Field("reason").FillAsync("carol is typing");
        await Assertions.Expect(author.Field("saved")).ToContainTextAsync("saved");
        var publisher = (await console.SignInAsync("alice")).Pages[0];
        await publisher.OpenAsync($"/drafts/{(await DraftAsync()).Id}");
        await publisher.Field("submit").ClickAsync();
        await Assertions.Expect(publisher.Field("state")).ToContainTextAsync("submitted");
        await Assertions.Expect(publisher.Field("publish-reason")).ToHaveCountAsync(0);
        await publisher.Field("publish").ClickAsync();
        await Assertions.Expect(publisher.Field("state")).ToContainTextAsync("published");

        await Assertions.Expect(home.Field("current-revision")).ToHaveTextAsync("Revision 2");
        await Assertions.Expect(home.Field("published-notice")).ToContainTextAsync("published by Alice");
        await Assertions.Expect(grants.Locator("[data-name=staging-reads-more]")).ToBeVisibleAsync();
        await Assertions.Expect(grants.Field("search")).ToHaveValueAsync("reads");
        await Assertions.Expect(revisions.Locator("[data-number='2']")).ToContainTextAsync("in force");
        await Assertions.Expect(author.Field("base-moved")).ToContainTextAsync("Revision 2 is in force; this draft is against revision 1");
        await Assertions.Expect(author.Field("reason")).ToHaveValueAsync("carol is typing");
        await Assertions.Expect(publisher.Field("published-notice")).ToHaveCountAsync(0);
        await home.Field("published-dismiss").ClickAsync();
        await Assertions.Expect(home.Field("published-notice")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Editor_InWhichNothingIsTyped_ShowsWhatOthersMadeOfTheGrant()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("carol")).Pages[0];
        await page.OpenAsync("/grants/deploy-reads-staging");
        await Assertions.Expect(page.Field("branches-values")).ToContainTextAsync("main");

        await console.Host.SeedAsync(SmallPolicy.With("environments: [staging]\n    when: { branches: [main] }", "environments: [staging]\n    when: { branches: [trunk] }"));
        await Assertions.Expect(page.Field("branches-values")).ToContainTextAsync("trunk");

        await console.Host.SeedAsync(SmallPolicy.With("name: deploy-reads-staging", "name: another"));
        await Assertions.Expect(page.Field("gone")).ToContainTextAsync("no longer in the policy");
        await Assertions.Expect(page.Field("branches-values")).ToContainTextAsync("trunk");
    }

    private static async Task<IPage> AnotherAsync(IBrowserContext session, string address)
    {
        var page = await session.NewPageAsync();
        await page.OpenAsync(address);
        return page;
    }

    /// <summary>A change that nobody needs to approve.</summary>
    private async Task<Draft> DraftAsync()
    {
        var live = console.Host.Get<LivePolicy>().Current;
        var grant = live.Policy.Grants["deploy-reads-staging"] with { Name = "staging-reads-more", Id = null };
        var made = await console.Host.Get<DraftWorkflow>().CreateAsync(
            ConsoleInBrowser.Person("carol"), new NewDraft("Read more of staging", PolicyPatch.Empty with { Upserts = [grant] }, live.Revision), TestContext.Current.CancellationToken);
        return made.Draft!;
    }
}
