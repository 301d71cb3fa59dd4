using System.Collections.Concurrent;
using AccessConsole.Tests.Browser;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Browsers))]

namespace AccessConsole.Tests.Browser;

/// <summary>
/// The browsers of the test run: to start one costs more than most tests do in it. Each is had by one test at a time, which gets it with no session and
/// no page of another's, so that a test shares nothing with the next.
/// </summary>
public sealed class Browsers : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    // Nobody looks at it: what a graphics card would do takes the processor longer than doing it otherwise.
    private static readonly string[] Arguments = ["--no-sandbox", "--disable-gpu"];

    private readonly ConcurrentDictionary<IBrowser, IPlaywright> running = new();
    private readonly ConcurrentBag<IBrowser> idle = [];

    /// <summary>Why there are none here; null where there are.</summary>
    public static string? Missing { get; } = File.Exists(Chromium) ? null : "there is no chromium here";

    /// <summary>Those of this run; not to be asked for by a fixture that is being disposed of.</summary>
    public static async Task<Browsers> OfTheRunAsync() => (await TestContext.Current.GetFixture<Browsers>())!;

    /// <summary>One for whoever gives it back.</summary>
    public async Task<IBrowser> TakeAsync()
    {
        while (idle.TryTake(out var browser))
        {
            if (browser.IsConnected)
                return browser;
            await EndAsync(browser);
        }

        var playwright = await Playwright.CreateAsync();
        var started = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Arguments });
        running[started] = playwright;
        return started;
    }

    /// <summary>Ends the sessions in it, so that no page of theirs asks anything any more.</summary>
    public async Task GiveBackAsync(IBrowser browser)
    {
        foreach (var session in browser.Contexts.ToArray())
            await session.CloseAsync();
        idle.Add(browser);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in running.Keys)
            await EndAsync(browser);
    }

    private async Task EndAsync(IBrowser browser)
    {
        if (!running.TryRemove(browser, out var playwright))
            return;
        await browser.CloseAsync();
        playwright.Dispose();
    }
}
