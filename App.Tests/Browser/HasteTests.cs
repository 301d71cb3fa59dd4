using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Somebody who is faster than the page: what they press before it acts leads where it says.</summary>
public sealed class HasteTests(PostgresFixture postgres) : IAsyncLifetime
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
    public async Task Link_PressedWhileTheCircuitBegins_OpensItsPage()
    {
        var page = await SignInAsync();
        var line = await SlowLine.BeforeAsync(page);
        // The page asks for a circuit that shows the settings, and has no answer yet.
        line.HoldServerFromTheBeginning();
        var asked = line.HoldPageAfter("StartCircuit");
        await page.GotoAsync("/settings");
        await asked;
        await page.Field("tab-tokens").ClickAsync();
        await page.Field("target").WaitForAsync();
        line.Release();

        await page.Field("target").SelectOptionAsync("opa");
        await page.Field("create").ClickAsync();
        await Assertions.Expect(page.Field("token")).ToContainTextAsync("opa bundles of");
    }

    [Fact]
    public async Task PersonWhoGoesOn_BeforeThePageSaysThatItIsThere_KeepsTheFocus()
    {
        var page = await SignInAsync();
        var line = await SlowLine.BeforeAsync(page);
        await page.OpenAsync("/");
        await page.Field("nav-grants").FocusAsync();
        // The page says where it goes, and not yet that it shows what came.
        var left = line.HoldPageAfter("OnLocationChanged");
        await page.Keyboard.PressAsync("Enter");
        await left;
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Grants");
        await Assertions.Expect(page.Locator("h1")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("production");
        line.Release();

        await Assertions.Expect(page.Field("grant")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Field("search")).ToBeFocusedAsync();
        await Assertions.Expect(page.Field("search")).ToHaveValueAsync("production");
    }

    [Fact]
    public async Task Heading_ThatComesAfterItsPage_HasTheFocus()
    {
        var page = await SignInAsync();
        await page.OpenAsync("/revisions");
        await page.Field("revision").Locator("a").First.FocusAsync();
        await new KeyboardOnly(page).LeaveAsync("Revision 1");
    }

    private async Task<IPage> SignInAsync()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        return (await console.SignInAsync("alice")).Pages[0];
    }
}
