using System.Reflection;
using AccessConsole.Components;
using AccessConsole.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>No page, in light or dark, on a desk or a telephone, has a fault that axe-core knows.</summary>
public sealed class AccessibilityTests(PostgresFixture postgres)
{
    [Fact]
    public async Task EveryPage_InLightAndDark_HasNoFault()
    {
        await using var console = new ConsoleInBrowser(postgres);
        await console.InitializeAsync();
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var faults = await VisitAsync(console, "light", 1280, 800, ConsoleTour.EmptyPages);
        var pages = (await ConsoleTour.FillAsync(console, "sample")).Concat(ConsoleTour.PagesWithoutCircuit).ToDictionary();
        var looks = await Task.WhenAll(VisitAsync(console, "light", 1280, 800, pages), VisitAsync(console, "dark", 390, 844, pages));

        Assert.Empty(faults.Concat(looks.SelectMany(found => found)));
        Assert.DoesNotContain(Routes(), route => !pages.Values.Any(address => IsOf(address, route)));
    }

    private static async Task<IReadOnlyList<string>> VisitAsync(ConsoleInBrowser console, string theme, int width, int height, IReadOnlyDictionary<string, string> pages)
    {
        var faults = new List<string>();
        await using var session = await console.SignInAsync("alice", new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height } });
        await session.AddCookiesAsync([new Cookie { Name = "access-theme", Value = theme, Url = console.Host.Address.ToString() }]);
        var page = session.Pages[0];
        foreach (var (name, address) in pages)
        {
            if (ConsoleTour.PagesWithoutCircuit.ContainsKey(name))
                await page.GotoAsync(address);
            else
                await page.OpenWholeAsync(address);
            var found = await FaultsAsync(page, width);
            // What some pages show changes by itself: a fault is what is still there at a second look.
            if (found.Count > 0)
                found = await FaultsAsync(page, width);
            faults.AddRange(found.Select(fault => $"{name}, {theme}: {fault}"));
        }

        return faults;
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(IPage page, int width) =>
        [.. await page.FaultsAsync(), .. width < 700 ? await page.NarrowFaultsAsync() : []];

    /// <summary>The routes of all pages that people open themselves, so that a new page cannot be left out of the tour.</summary>
    private static IEnumerable<string> Routes() =>
        typeof(Root).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Where(t => t != "/not-found");

    private static bool IsOf(string address, string route)
    {
        var (at, parts) = (address.Split('?')[0].Split('/'), route.Split('/'));
        return at.Length == parts.Length && at.Zip(parts).All(p => p.First == p.Second || (p.Second.StartsWith('{') && p.First.Length > 0));
    }
}
