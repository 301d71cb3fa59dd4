using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace AccessConsole.Tests.Browser;

/// <summary>What axe-core finds against WCAG 2.2 AA and good practice on the page as it stands.</summary>
internal static class Accessibility
{
    private const string Run =
        """
        async () => {
            const found = await axe.run(document, {
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
                rules: { 'target-size': { enabled: true } },
                resultTypes: ['violations'],
            });
            return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')}: ${[...n.any, ...n.all, ...n.none].map(c => c.message).join('; ')}`));
        }
        """;

    private const string Narrow =
        """
        () => {
            const wide = [document.documentElement, ...document.querySelectorAll('.table-scroll')].filter(e => e.scrollWidth > e.clientWidth + 1);
            const unnamed = [...document.querySelectorAll('.table > tbody > tr > td:not([data-label])')];
            return [...wide.map(e => `scrolls sideways: ${e.outerHTML.slice(0, 120)}`), ...unnamed.map(e => `has no label: ${e.outerHTML.slice(0, 120)}`)];
        }
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <returns>A line for each element with a fault, such as <c>color-contrast: .badge: …</c>.</returns>
    public static async Task<IReadOnlyList<string>> FaultsAsync(this IPage page)
    {
        await page.StillAsync();
        if (!await page.EvaluateAsync<bool>("typeof axe === 'object'"))
            await page.EvaluateAsync(Axe);
        return await page.EvaluateAsync<string[]>(Run);
    }

    /// <summary>What a telephone cannot show: a page or table that is wider than it, cells that do not say what they are of, tables that are none to a screen reader.</summary>
    public static async Task<IReadOnlyList<string>> NarrowFaultsAsync(this IPage page)
    {
        var faults = await page.EvaluateAsync<string[]>(Narrow);
        var cells = await page.EvaluateAsync<int>("[...document.querySelectorAll('.table > tbody > tr > td')].filter(c => c.checkVisibility()).length");
        // The roles are the browser's own: cells must be cells however they are drawn.
        var session = await page.Context.NewCDPSessionAsync(page);
        var tree = await session.SendAsync("Accessibility.getFullAXTree");
        var told = tree!.Value.GetProperty("nodes").EnumerateArray().Count(n => n.TryGetProperty("role", out var role) && role.GetProperty("value").GetString() is "cell" or "gridcell");
        await session.DetachAsync();
        return told < cells ? [.. faults, $"{cells} cells are {told} to a screen reader"] : faults;
    }
}
