using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A session that ends while somebody types: they are told, and find what they typed when they come back, and nobody else does.</summary>
public sealed class EndedSessionTests : IAsyncLifetime
{
    private static readonly TimeSpan Session = TimeSpan.FromHours(9);

    private readonly TestClock clock = new(DateTimeOffset.UtcNow);
    private readonly ConsoleInBrowser console;

    public EndedSessionTests(PostgresFixture postgres) => console = new ConsoleInBrowser(postgres) { Clock = clock };

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Session_ThatEndsMidEdit_GivesBackWhatWasTyped()
    {
        var page = await TypeUntilTheEndAsync();
        await SignInAgainAsync(page, "carol");
        await Assertions.Expect(page.Field("reason")).ToHaveValueAsync("typed as the session ended");
        await Assertions.Expect(page.Field("restored")).ToBeVisibleAsync();
        await Assertions.Expect(page.Field("yaml")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("typed as the session ended"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await Assertions.Expect(page.Field("saved")).ToContainTextAsync("saved ");
    }

    [Fact]
    public async Task AnotherPerson_WhoSignsInThere_FindsNothingOfIt()
    {
        var page = await TypeUntilTheEndAsync();
        await SignInAgainAsync(page, "alice");
        await Assertions.Expect(page.Field("reason")).ToHaveValueAsync("typed before the end");
        await Assertions.Expect(page.Field("restored")).ToBeHiddenAsync();
        Assert.Null(await page.EvaluateAsync<string?>("sessionStorage.getItem('access-typed')"));
    }

    [Fact]
    public async Task SignOut_InAnotherTab_EndsThisOne_AndGivesBackWhatWasTyped()
    {
        var page = await OpenAsync();
        await page.Field("reason").FillAsync("typed beside a sign-out");
        await Assertions.Expect(page.Field("yaml")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("typed beside a sign-out"));
        var other = await page.Context.NewPageAsync();
        await other.OpenAsync("/");
        await other.Field("sign-out").ClickAsync();

        await SignInAgainAsync(page, "carol");
        await Assertions.Expect(page.Field("reason")).ToHaveValueAsync("typed beside a sign-out");
    }

    private async Task<IPage> TypeUntilTheEndAsync()
    {
        var page = await OpenAsync();
        await page.Field("reason").FillAsync("typed before the end");
        await Assertions.Expect(page.Field("saved")).ToContainTextAsync("saving");
        clock.Advance(TimeSpan.FromSeconds(1));
        await Assertions.Expect(page.Field("saved")).ToContainTextAsync("saved ");
        await page.Field("reason").FillAsync("typed as the session ended");
        await Assertions.Expect(page.Field("saved")).ToContainTextAsync("saving");
        clock.Advance(Session);
        await Assertions.Expect(page.Field("session-ended")).ToBeVisibleAsync();
        await page.Field("session-ended").GetByRole(AriaRole.Link).ClickAsync();
        return page;
    }

    private static async Task SignInAgainAsync(IPage page, string person)
    {
        await page.Field($"person-{person}").ClickAsync();
        await page.Field("reason").WaitForAsync();
        await page.InteractiveAsync();
    }

    private async Task<IPage> OpenAsync()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("carol")).Pages[0];
        await page.OpenAsync("/grants/deploy-reads-staging");
        return page;
    }
}
