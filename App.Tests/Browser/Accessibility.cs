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

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <returns>A line for each element with a fault, such as <c>color-contrast: .badge: …</c>.</returns>
    public static async Task<IReadOnlyList<string>> FaultsAsync(this IPage page)
    {
        if (!await page.EvaluateAsync<bool>("typeof axe === 'object'"))
            await page.EvaluateAsync(Axe);
        return await page.EvaluateAsync<string[]>(Run);
    }
}
