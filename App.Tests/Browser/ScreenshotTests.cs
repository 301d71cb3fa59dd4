using AccessConsole.Components;
using AccessConsole.Components.Pages.Access;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Exploring;
using AccessConsole.Publishing;
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
    private const int ManyGrants = 10_000;
    private const int MaxPictureHeight = 2400;

    private static readonly (string Name, int Width, int Height)[] Screens = [("desk", 1280, 800), ("phone", 390, 844)];

    private static readonly Dictionary<string, string> CommonPages = new(StringComparer.Ordinal)
    {
        ["home"] = "/",
        ["grants"] = "/grants",
        ["grant-new"] = "/grants/new",
        ["services"] = "/policy/services",
        ["pipelines"] = "/policy/pipelines",
        ["roles"] = "/policy/roles",
        ["tests"] = "/policy/tests",
        ["service-new"] = "/policy/services/edit",
        ["coverage"] = "/coverage",
        ["access"] = "/access",
        ["access-table"] = "/access?view=table",
        ["access-graph"] = "/access?view=graph",
        ["tokens"] = "/settings/tokens",
        ["drafts"] = "/drafts",
        ["revisions"] = "/revisions",
        ["simulator"] = "/simulator",
        ["not-found"] = "/no-such-page",
    };

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
        var wanted = Environment.GetEnvironmentVariable(Only) ?? "";
        var pages = (await FillAsync(console, content)).Where(p => p.Key.StartsWith(wanted, StringComparison.Ordinal)).ToDictionary();
        var tooWide = new List<string>();
        foreach (var screen in Screens)
        {
            foreach (var theme in new[] { "light", "dark" })
                tooWide.AddRange(await PictureAllAsync(console, Path.Combine(folder!, content), screen, theme, pages));
        }

        Assert.Empty(tooWide);
    }

    /// <returns>Addresses by the name of their picture.</returns>
    private static async Task<IReadOnlyDictionary<string, string>> FillAsync(ConsoleInBrowser console, string content)
    {
        if (content == "empty")
            return CommonPages;
        await console.Host.SeedAsync(content == "sample" ? ScreenshotPolicies.Sample : ScreenshotPolicies.Long(ManyGrants));
        var policy = console.Host.Get<LivePolicy>().Current.Policy;
        var grants = Conditional(policy);
        var reviews = await new ScreenshotDrafts(console.Host).MakeAsync(grants);
        return CommonPages.Concat(reviews).Append(KeyValuePair.Create("grant", $"/grants/{grants[0].Name}"))
            .Append(KeyValuePair.Create("service", ObjectAddresses.Of(policy.Services.Values.First().Reference)))
            .Append(KeyValuePair.Create("revision", "/revisions/2"))
            .Append(KeyValuePair.Create("grants-none", "/grants?q=no-such-grant"))
            .Append(KeyValuePair.Create("simulator-denied", Question(policy)))
            .Concat(Accesses(policy, grants[0]))
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Grants that an approver must see, and whose conditions can be taken away.</summary>
    private static IReadOnlyList<Grant> Conditional(PolicySet policy) =>
    [
        .. policy.Grants.Values.Where(g => g.Effect == Effect.Allow && !g.When.IsEmpty && g.Environments.Any(e => policy.Environments[e].Approvals > 0)).Take(4),
    ];

    /// <summary>The access explorer down at single cells, with one's reasons, and around one principal and one service.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Accesses(PolicySet policy, Grant grant)
    {
        var deployment = policy.Deployments.First(d => d.Rules.Any(r => r.Grant == grant));
        var principal = deployment.Rules.First(r => r.Grant == grant).Principals.Members[0];
        var team = new AccessQuery { Team = LabelFilter.TeamOf(principal.Labels), ServiceTeam = LabelFilter.TeamOf(deployment.Service.Labels) };
        yield return KeyValuePair.Create("access-leaf", team.Address);
        yield return KeyValuePair.Create("access-declared", (team with { IsDeclared = true }).Address);
        yield return KeyValuePair.Create("access-why", (team with { Cell = AccessQuery.CellOf(principal.Reference, deployment.Service.Name, deployment.Environment.Name) }).Address);
        yield return KeyValuePair.Create("access-graph-principal", new AccessQuery { View = AccessQuery.Graph, Focus = AccessFocus.Of(principal.Reference).ToString() }.Address);
        yield return KeyValuePair.Create("access-graph-service", new AccessQuery { View = AccessQuery.Graph, Focus = AccessFocus.Of(deployment.Service.Reference).ToString() }.Address);
        yield return KeyValuePair.Create("access-as-of", new AccessQuery { View = AccessQuery.Table, Revision = "1" }.Address);
    }

    private static string Question(PolicySet policy) => Addresses.Of(
        "/simulator", ("caller", "pipeline"), ("identity", policy.Pipelines.Keys.First()), ("branch", "feature/x"),
        ("environment", policy.Environments.Keys.First()), ("service", policy.Services.Keys.First()), ("method", "GET"), ("path", "/"));

    private static async Task<IReadOnlyList<string>> PictureAllAsync(ConsoleInBrowser console, string folder, (string Name, int Width, int Height) screen, string theme, IReadOnlyDictionary<string, string> pages)
    {
        var tooWide = new List<string>();
        var options = new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = screen.Width, Height = screen.Height } };
        await using var session = await console.SignInAsync("alice", options);
        await session.AddCookiesAsync([new Cookie { Name = "access-theme", Value = theme, Url = console.Host.Address.ToString() }]);
        var page = session.Pages[0];
        foreach (var (name, address) in pages)
        {
            await page.OpenAsync(address);
            await page.Field("loading").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
            if (await page.Field("graph").CountAsync() > 0)
                await page.Locator("[data-test=graph][data-nodes]").WaitForAsync();
            await PictureAsync($"{name}-{screen.Name}-{theme}");
        }

        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Only)))
            return tooWide;
        foreach (var (name, address) in new[] { ("sign-in", "/signin"), ("denied", "/denied"), ("error", "/error") })
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
