using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A line that goes silent while somebody types: the page says so, comes back by itself, and the draft has what was typed.</summary>
public sealed class LostConnectionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);
    private CuttableLine line = null!;

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is not null)
            return;
        await console.Host.SeedAsync(SmallPolicy.Yaml);
        line = new CuttableLine(console.Host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (line is not null)
            await line.DisposeAsync();
        await console.DisposeAsync();
    }

    [Fact]
    public async Task Line_ThatComesBack_BringsWhatWasTypedMeanwhile()
    {
        var page = await TypeIntoSilenceAsync();
        line.Restore();
        await Assertions.Expect(page.Field("reconnecting")).ToBeHiddenAsync();
        await ExpectKeptAsync(page);
        await Assertions.Expect(page.Field("restored")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Circuit_ThatIsGone_IsBegunAnewWithWhatWasTyped()
    {
        var page = await TypeIntoSilenceAsync();
        await using var other = await ConsoleHost.StartAsync(console.ConnectionString, console.Host.Directory, diary: console.Diary);
        line.Server = other.Address;
        line.Restore();
        await Assertions.Expect(page.Field("restored")).ToBeVisibleAsync();
        await ExpectKeptAsync(page);
    }

    [Fact]
    public async Task Choices_MadeInSilence_AreTheOnesActedOn()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("alice", through: line.Address)).Pages[0];
        await page.OpenAsync("/settings/tokens");
        await page.Field("kind-api").CheckAsync();
        await Assertions.Expect(page.Field("role")).ToBeVisibleAsync();
        line.Silence();
        await page.Field("kind-puller").CheckAsync();
        await ComeBackAsync(page);
        await Assertions.Expect(page.Field("target")).ToBeVisibleAsync();
        line.Silence();
        await page.Field("target").SelectOptionAsync("opa");
        await ComeBackAsync(page);
        await page.Field("create").ClickAsync();
        await Assertions.Expect(page.Field("token")).ToContainTextAsync("opa bundles of");
    }

    private async Task ComeBackAsync(IPage page)
    {
        line.Cut();
        await Assertions.Expect(page.Field("reconnecting")).ToBeVisibleAsync();
        line.Restore();
        await Assertions.Expect(page.Field("reconnecting")).ToBeHiddenAsync();
    }

    private async Task<IPage> TypeIntoSilenceAsync()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("carol", through: line.Address)).Pages[0];
        await page.OpenAsync("/grants/deploy-reads-staging");
        await page.Field("reason").FillAsync("a reason");
        await Assertions.Expect(page.Field("saved")).ToContainTextAsync("saved");

        line.Silence();
        await page.Field("reason").PressSequentiallyAsync(" that never arrived");
        line.Cut();
        await Assertions.Expect(page.Field("reconnecting")).ToBeVisibleAsync();
        await Assertions.Expect(page.Field("reconnecting")).ToContainTextAsync("Draft saved");
        return page;
    }

    /// <summary>In the page, and in the draft as another page reads it.</summary>
    private static async Task ExpectKeptAsync(IPage page)
    {
        await Assertions.Expect(page.Field("reason")).ToHaveValueAsync("a reason that never arrived");
        await Assertions.Expect(page.Field("yaml")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("a reason that never arrived"));
        await Assertions.Expect(page.Field("saved")).ToContainTextAsync("saved");
        await page.OpenAsync(new Uri(page.Url).PathAndQuery);
        await Assertions.Expect(page.Field("reason")).ToHaveValueAsync("a reason that never arrived");
    }
}
