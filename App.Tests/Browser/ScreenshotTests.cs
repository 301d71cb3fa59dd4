using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>
/// Pictures of every page, written to the folder that <c>ACCESS_SCREENSHOTS</c> names, for people to look at: of an empty console, of the sample
/// organisation and of ten thousand grants in which everything is as long as it may be; light and dark, on a desk and on a telephone. What a program can
/// judge is asserted on the way: no page is wider than its window.
/// </summary>
public sealed class ScreenshotTests(PostgresFixture postgres)
{
    private const string Variable = "ACCESS_SCREENSHOTS";
    private const string Only = "ACCESS_SCREENSHOTS_ONLY";
    private const int MaxPictureHeight = 2400;

    private static readonly (string Name, int Width, int Height)[] Screens = [("desk", 1280, 800), ("phone", 390, 844)];

    [Theory]
    [InlineData("empty")]
    [InlineData("sample")]
    [InlineData("long")]
    public async Task Pages_OfAConsole_FitTheirWindow(string content)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"pictures are written on request: set {Variable} to a folder");
        await using var console = new ConsoleInBrowser(postgres);
        await console.InitializeAsync();
        Assert.SkipWhen(console.Missing is not null, $"no pictures can be taken: {console.Missing}");
        var wanted = (Environment.GetEnvironmentVariable(Only) ?? "").Split(',');
        var pages = (await ConsoleTour.FillAsync(console, content)).Where(p => wanted.Any(w => p.Key.StartsWith(w, StringComparison.Ordinal))).ToDictionary();
        var tooWide = new List<string>();
        foreach (var screen in Screens)
        {
            foreach (var theme in new[] { "light", "dark" })
                tooWide.AddRange(await PictureAllAsync(console, Path.Combine(folder!, content), screen, theme, pages));
        }

        Assert.Empty(tooWide);
    }

    private static async Task<IReadOnlyList<string>> PictureAllAsync(ConsoleInBrowser console, string folder, (string Name, int Width, int Height) screen, string theme, IReadOnlyDictionary<string, string> pages)
    {
        var tooWide = new List<string>();
        var options = new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = screen.Width, Height = screen.Height } };
        await using var session = await console.SignInAsync("alice", options);
        await session.AddCookiesAsync([new Cookie { Name = "access-theme", Value = theme, Url = console.Host.Address.ToString() }]);
        var page = session.Pages[0];
        foreach (var (name, address) in pages)
        {
            await page.OpenWholeAsync(address);
            await PictureAsync($"{name}-{screen.Name}-{theme}");
        }

        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Only)))
            return tooWide;
        foreach (var (name, address) in ConsoleTour.PagesWithoutCircuit)
        {
            await page.GotoAsync(address);
            await PictureAsync($"{name}-{screen.Name}-{theme}");
        }

        return tooWide;

        async Task PictureAsync(string name)
        {
            var height = await page.EvaluateAsync<int>("document.documentElement.scrollHeight");
            await page.SetViewportSizeAsync(screen.Width, Math.Clamp(height, screen.Height, MaxPictureHeight));
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
            await page.SetViewportSizeAsync(screen.Width, screen.Height);
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > screen.Width)
                tooWide.Add(name);
        }
    }
}
