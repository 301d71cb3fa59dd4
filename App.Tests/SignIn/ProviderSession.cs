using AccessConsole.Tests.Browser;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.SignIn;

/// <summary>A browser in front of a console that trusts a provider.</summary>
public sealed class ProviderSession : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> owned = [];
    private readonly TestDiary diary = new();
    private Browsers browsers = null!;
    private IBrowser browser = null!;

    private ProviderSession(LoopbackProvider provider, Uri console) => (Provider, Console) = (provider, console);

    public LoopbackProvider Provider { get; }

    public Uri Console { get; }

    public IPage Page { get; private set; } = null!;

    /// <param name="owned">What ends with the session, the last first.</param>
    public static async Task<ProviderSession> StartAsync(LoopbackProvider provider, Uri console, params IAsyncDisposable[] owned)
    {
        var session = new ProviderSession(provider, console);
        session.owned.AddRange(owned);
        session.browsers = await Browsers.OfTheRunAsync();
        session.browser = await session.browsers.TakeAsync();
        var context = await session.browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = console.ToString(), IgnoreHTTPSErrors = true, ReducedMotion = ReducedMotion.Reduce });
        context.WriteInto(session.diary, "the person");
        context.SetDefaultTimeout(30_000);
        Assertions.SetDefaultExpectTimeout(30_000);
        session.Page = await context.NewPageAsync();
        return session;
    }

    public static void SkipWithoutBrowser() => Assert.SkipWhen(Browsers.Missing is not null, $"no browser: {Browsers.Missing}");

    /// <summary>From the console's sign-in page to the provider's, and there as this person.</summary>
    public async Task SignInAsync(string person)
    {
        await Page.GotoAsync("/signin");
        await Field("provider").ClickAsync();
        await Choice(person).ClickAsync();
    }

    /// <summary>On the provider's page.</summary>
    public ILocator Choice(string person) => Page.Locator($"[data-person='{person}']");

    public ILocator Field(string name) => Page.Locator($"[data-test={name}]");

    public async ValueTask DisposeAsync()
    {
        await browser.WriteLastAsync(diary);
        diary.Print();
        await browsers.GiveBackAsync(browser);
        foreach (var part in Enumerable.Reverse(owned))
            await part.DisposeAsync();
    }
}
