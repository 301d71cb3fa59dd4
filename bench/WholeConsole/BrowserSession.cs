using AccessConsole.Tests.Browser;
using Microsoft.Playwright;

namespace AccessConsole.Bench.WholeConsole;

/// <summary>A real browser at a console: what one person sees and how soon, by the page's own clock.</summary>
internal sealed class BrowserSession : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    /// <summary>Waits, within the page, for the first frame in which a condition holds; the milliseconds since the event that it began with.</summary>
    private const string UntilShown = """
        async ({ act, holds }) => {
          const condition = new Function('return ' + holds);
          const start = performance.now();
          new Function(act)();
          while (!condition()) {
            if (performance.now() - start > 30000) throw new Error('not shown: ' + holds);
            await new Promise(requestAnimationFrame);
          }
          return performance.now() - start;
        }
        """;

    private const string Scroll = """
        async () => {
          const frames = [];
          let last = await new Promise(requestAnimationFrame);
          for (window.scrollTo(0, 0); window.scrollY + window.innerHeight < document.documentElement.scrollHeight - 1;) {
            window.scrollBy({ top: 100, behavior: 'instant' });
            const now = await new Promise(requestAnimationFrame);
            frames.push(now - last);
            last = now;
          }
          return frames;
        }
        """;

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly string console;

    private BrowserSession(IPlaywright playwright, IBrowser browser, string console) => (this.playwright, this.browser, this.console) = (playwright, browser, console);

    public static async Task<BrowserSession> StartAsync(Uri console)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        return new BrowserSession(playwright, browser, console.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>A person's own session; its one page is signed in.</summary>
    public Task<IBrowserContext> SignInAsync(string person) => browser.SignInAsync(diary: null, console, person);

    /// <summary>Opens an address; when its first content was painted, when its buttons acted and when nothing was loading any more, in milliseconds since it was asked for.</summary>
    public static async Task<(double FirstContent, double Interactive, double Whole)> OpenAsync(IPage page, string address)
    {
        await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await page.InteractiveAsync();
        var acting = await NowAsync(page);
        await page.Field("loading").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        var whole = await NowAsync(page);
        return (await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"), acting, whole);
    }

    /// <summary>Scrolls from the top to the end in steps of a turn of the wheel; the milliseconds of each frame.</summary>
    public static Task<double[]> ScrollAsync(IPage page) => page.EvaluateAsync<double[]>(Scroll);

    /// <param name="act">A statement.</param>
    /// <param name="holds">An expression.</param>
    public static Task<double> TimeAsync(IPage page, string act, string holds) => page.EvaluateAsync<double>(UntilShown, new { act, holds });

    private static Task<double> NowAsync(IPage page) => page.EvaluateAsync<double>("() => performance.now()");

    public async ValueTask DisposeAsync()
    {
        await browser.CloseAsync();
        playwright.Dispose();
    }
}
