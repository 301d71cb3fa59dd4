using AccessConsole.Tests.Support;
using Microsoft.Playwright;

namespace AccessConsole.Tests.Browser;

/// <summary>What a person does first in each test: sign in, open a page, find a field by its name for tests.</summary>
internal static class ConsolePages
{
    private const float PatienceMilliseconds = 30_000;

    /// <summary>A session of its own, signed in as a demo person; its one page is the first of its pages.</summary>
    /// <param name="diary">Where its pages say what happens; null for what is measured and not tested.</param>
    public static async Task<IBrowserContext> SignInAsync(this IBrowser browser, TestDiary? diary, string console, string person, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = console;
        // What fades or slides is judged as it comes to stand.
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var session = await browser.NewContextAsync(options);
        if (diary is not null)
            session.WriteInto(diary, person);
        session.SetDefaultTimeout(PatienceMilliseconds);
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var page = await session.NewPageAsync();
        await page.GotoAsync("/signin");
        await page.Field($"person-{person}").ClickAsync();
        await Assertions.Expect(page.Field("sign-out").First).ToBeVisibleAsync();
        return session;
    }

    /// <summary>Opens an address and waits until its buttons act.</summary>
    public static async Task OpenAsync(this IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.InteractiveAsync();
    }

    /// <summary>Opens an address and waits for all that it loads.</summary>
    public static async Task OpenWholeAsync(this IPage page, string address)
    {
        await page.OpenAsync(address);
        await Assertions.Expect(page.Field("loading")).ToHaveCountAsync(0);
        if (await page.Field("graph").CountAsync() > 0)
            await page.Locator("[data-test=graph][data-nodes]").WaitForAsync();
        if (address.EndsWith(ConsoleTour.More, StringComparison.Ordinal))
            await page.Locator("[data-test=more-acts] > summary").ClickAsync();
        if (address == ConsoleTour.BulkEdit)
        {
            await page.Field("select-page").CheckAsync();
            await page.Field("edit-selected").ClickAsync();
            await page.Field("bulk-expiry").SelectOptionAsync("never");
        }
    }

    /// <summary>Waits until nothing moves any more or turns from one colour to another, but what never ends.</summary>
    public static Task StillAsync(this IPage page) => page.EvaluateAsync(
        """
        () => Promise.allSettled(document.getAnimations().filter(a => a.effect?.getComputedTiming().endTime !== Infinity).map(a => a.finished))
        """);

    public static Task InteractiveAsync(this IPage page) => page.Locator("body[data-interactive=true]").WaitForAsync();

    public static ILocator Field(this IPage page, string name) => page.Locator($"[data-test={name}]");
}
