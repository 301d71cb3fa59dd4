using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>The menu `Copy as` of each page, and what is then in the clipboard.</summary>
public sealed class CopyingTests(PostgresFixture postgres) : IAsyncLifetime
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
    public async Task Question_IsCopiedAsLinkAndAsCommand_WithoutAMouse()
    {
        var page = await OpenAsync("/simulator?identity=deploy&branch=main&environment=production&service=api&path=/v1/x");
        await page.Field("copy-as").Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Field("copy-link")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Field("copy-as").GetByRole(AriaRole.Status)).ToHaveTextAsync("Copied");
        Assert.Equal(page.Url, await ClipboardAsync(page));
        Assert.Empty(await page.FaultsAsync());

        await page.Field("copy-accessctl").ClickAsync();
        await page.WaitForFunctionAsync("async () => (await navigator.clipboard.readText()).startsWith('accessctl explain --pipeline deploy --branch main')");

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Field("copy-link")).ToBeHiddenAsync();
        await Assertions.Expect(page.Field("copy-as").Locator("summary")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task WhereThereIsNoClipboard_TheOldWayCopies()
    {
        var page = await OpenAsync("/grants");
        await page.EvaluateAsync("() => { const real = navigator.clipboard; window.read = () => real.readText(); Object.defineProperty(navigator, 'clipboard', { value: undefined }); }");
        await page.Field("copy-as").Locator("summary").ClickAsync();
        await page.Field("copy-link").ClickAsync();
        await Assertions.Expect(page.Field("copy-as").GetByRole(AriaRole.Status)).ToHaveTextAsync("Copied");
        Assert.Equal(page.Url, await page.EvaluateAsync<string>("() => window.read()"));

        await page.Locator("h1").ClickAsync();
        await Assertions.Expect(page.Field("copy-link")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Menu_OfFurtherActs_IsReachedAndLeftByKeys()
    {
        var page = await OpenAsync("/grants/deploy-reads-production");
        var menu = page.Field("more-acts");
        await menu.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Field("good-for")).ToBeFocusedAsync();
        Assert.Empty(await page.FaultsAsync());
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Field("good-for")).ToBeHiddenAsync();
        await Assertions.Expect(menu.Locator("summary")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await page.Field("delete").ClickAsync();
        await Assertions.Expect(page.Field("object-change")).ToContainTextAsync("deploy-reads-production");
    }

    [Fact]
    public async Task Token_PastedIntoTheSimulator_IsItsClaims()
    {
        var page = await OpenAsync("/simulator?caller=claims");
        await page.Field("identity").FillAsync("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2FnZW50LmJ1aWxka2l0ZS5jb20ifQ.c2VjcmV0LXNpZ25hdHVyZQ");
        await Assertions.Expect(page.Field("identity")).ToHaveValueAsync("{\n  \"iss\": \"https://agent.buildkite.com\"\n}");
    }

    private static Task<string> ClipboardAsync(IPage page) => page.EvaluateAsync<string>("() => navigator.clipboard.readText()");

    private async Task<IPage> OpenAsync(string address)
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var session = await console.SignInAsync("carol", new BrowserNewContextOptions { Permissions = ["clipboard-read", "clipboard-write"] });
        var page = session.Pages[0];
        await page.OpenAsync(address);
        return page;
    }
}
