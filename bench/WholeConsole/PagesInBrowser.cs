using System.Globalization;
using AccessConsole.Bench.Policy;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Browser;
using Microsoft.Playwright;

namespace AccessConsole.Bench.WholeConsole;

/// <summary>The console in a real browser on the largest policy: pages opened, lists filtered, paged and scrolled, rows in the document, and memory of a circuit.</summary>
internal static class PagesInBrowser
{
    private const int Rounds = 20;
    private const int Circuits = 20;
    private const string Count = "(document.querySelector('[data-test=count]')?.textContent ?? 'none')";

    private static readonly TimeSpan UntilCircuitsAreGone = TimeSpan.FromSeconds(5);

    private static readonly (string Name, string Address)[] Pages =
    [
        ("home", "/"),
        ("grants", "/grants"),
        ("pipelines", ObjectAddresses.ListOf(PolicyKind.Pipeline)),
        ("services", ObjectAddresses.ListOf(PolicyKind.Service)),
        ("a grant's editor", "/grants/grant-4242"),
        ("access, matrix", "/access"),
        ("access, table", "/access?view=table"),
        ("coverage", "/coverage"),
        ("simulator", "/simulator"),
    ];

    public static async Task<int> RunAsync(int grants)
    {
        await using var console = await MeasuredConsole.StartAsync();
        await WholePolicy.PutAsync(console, PolicyPrinter.ToJson(BigPolicy.Document(grants)));
        await using var browser = await BrowserSession.StartAsync(console.Address);
        var session = await browser.SignInAsync("alice");
        var page = session.Pages[0];
        await HoldAsync(console, session);
        await page.BringToFrontAsync();
        Console.WriteLine($"{grants} grants, {BigPolicy.Pipelines} pipelines; milliseconds in the browser: median / p95 of {Rounds}");
        foreach (var (name, address) in Pages)
            await OpenAsync(page, name, address);
        await FilterAsync(page);
        await TurnAsync(page);
        await ScrollAsync(page);
        return 0;
    }

    private static async Task OpenAsync(IPage page, string name, string address)
    {
        List<double> first = [], acting = [], whole = [];
        for (var round = 0; round < Rounds; round++)
        {
            var (content, acts, all) = await BrowserSession.OpenAsync(page, address);
            first.Add(content);
            acting.Add(acts);
            whole.Add(all);
        }

        var elements = await page.EvaluateAsync<int>("() => document.querySelectorAll('*').length");
        Console.WriteLine($"{name,-18} first content {Spread(first)}, buttons act {Spread(acting)}, all shown {Spread(whole)}; {await page.Locator("tbody tr").CountAsync()} rows, {elements} elements");
    }

    /// <summary>One letter more at a time, as a person types: from the key to the count of what it finds.</summary>
    private static async Task FilterAsync(IPage page)
    {
        List<double> letters = [], emptied = [], chips = [];
        await page.OpenAsync("/grants");
        for (var round = 0; round < Rounds; round++)
        {
            var word = BigPolicy.PipelineName(1_000 + (round * 97));
            foreach (var typed in new[] { word[..^2], word[..^1], word })
                letters.Add(await UntilCountChangesAsync(page, Typing(typed)));
            emptied.Add(await UntilCountChangesAsync(page, Typing("")));
            chips.Add(await UntilCountChangesAsync(page, "document.querySelector('[data-test=chip-deny]').click()"));
        }

        Console.WriteLine($"grants: a letter typed {Spread(letters)}, the search emptied {Spread(emptied)}, a chip pressed {Spread(chips)}");
    }

    private static async Task TurnAsync(IPage page)
    {
        List<double> turns = [];
        await page.OpenAsync("/grants");
        for (var round = 0; round < Rounds; round++)
            turns.Add(await UntilCountChangesAsync(page, "document.querySelector('[data-test=next]').click()"));
        Console.WriteLine($"grants: the next page {Spread(turns)}");
    }

    private static async Task ScrollAsync(IPage page)
    {
        List<double> frames = [];
        await page.OpenAsync("/grants");
        for (var round = 0; round < Rounds; round++)
            frames.AddRange(await BrowserSession.ScrollAsync(page));
        Console.WriteLine($"grants: a frame while scrolling {Spread(frames)}");
    }

    /// <summary>What the console keeps for each page that somebody has open, beyond the first two.</summary>
    private static async Task HoldAsync(MeasuredConsole console, IBrowserContext session)
    {
        foreach (var address in new[] { "/grants", "/grants/grant-4242", "/access" })
        {
            await AnotherAsync(session, address);
            await AnotherAsync(session, address);
            var heap = await console.HeapAsync();
            List<IPage> held = [];
            for (var circuit = 0; circuit < Circuits; circuit++)
                held.Add(await AnotherAsync(session, address));
            var more = await console.HeapAsync() - heap;
            Console.WriteLine($"{Circuits} circuits at {address}: {more / Circuits / 1024} KB of objects each; {console.Resident().Now >> 20} MB resident in all");
            // A page that is left takes its circuit along; the console waits for one that its browser's driver closes.
            foreach (var page in held)
            {
                await page.GotoAsync("about:blank");
                await page.CloseAsync();
            }

            await Task.Delay(UntilCircuitsAreGone);
        }
    }

    private static async Task<IPage> AnotherAsync(IBrowserContext session, string address)
    {
        var page = await session.NewPageAsync();
        await page.OpenWholeAsync(address);
        return page;
    }

    private static async Task<double> UntilCountChangesAsync(IPage page, string act)
    {
        var former = await page.EvaluateAsync<string>($"() => {Count}");
        return await BrowserSession.TimeAsync(page, act, $"{Count} !== '{former}'");
    }

    private static string Typing(string text) =>
        $"const field = document.querySelector('[data-test=search]'); field.value = '{text}'; field.dispatchEvent(new Event('input', {{ bubbles: true }}))";

    private static string Spread(List<double> times)
    {
        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{times[times.Count / 2]:F0} / {times[times.Count * 95 / 100]:F0} ms");
    }
}
