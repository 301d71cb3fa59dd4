using System.Text.RegularExpressions;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Who could reach a service, why, and what held before: with the mouse and without.</summary>
public sealed class AccessJourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is not null)
            return;
        await console.Host.SeedAsync(SmallPolicy.Yaml);
        await console.Host.SeedAsync(SmallPolicy.With("when: { branches: [main] }", "when: { branches: [main, \"release/*\"] }"));
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Access_FoundInTheMatrix_IsExplainedAndComparedWithAnEarlierRevision()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("alice")).Pages[0];
        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : []);
        await page.OpenAsync("/");
        await page.Field("nav-access").ClickAsync();
        await page.Field("service").FillAsync("payments");
        await page.Field("chip-production").ClickAsync();
        await Assertions.Expect(page.Field("matrix-column")).ToHaveCountAsync(1);

        // By keyboard alone: down to the second row and up again, then open.
        var cells = page.Locator("[data-grid] td a");
        await cells.First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(cells.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Field("why")).ToContainTextAsync("deploy-reads-production");
        await Assertions.Expect(page.Field("why")).ToContainTextAsync("branch main or release/*");

        await page.Field("view-table").ClickAsync();
        await Assertions.Expect(page.Field("access-row")).ToHaveCountAsync(1);
        await page.Field("revision").FillAsync("1");
        await page.Field("revision").PressAsync("Enter");
        await Assertions.Expect(page.Field("moment")).ToContainTextAsync("revision 1");
        await Assertions.Expect(page.Field("access-row")).ToContainTextAsync("branch main");
        await Assertions.Expect(page.Field("access-row")).Not.ToContainTextAsync("release");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("revision=1"));

        await page.Field("view-graph").ClickAsync();
        await page.Field("choose-focus").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "payments" }).ClickAsync();
        await Assertions.Expect(page.Field("graph")).ToHaveAttributeAsync("data-nodes", "3");

        // The table's own fold, by keys; and the drawing's, which presses the same.
        var fold = page.Field("fold");
        await fold.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Field("graph")).ToHaveAttributeAsync("data-nodes", "2");
        await Assertions.Expect(fold).ToBeFocusedAsync();
        await Assertions.Expect(fold).ToHaveAttributeAsync("aria-expanded", "false");
        await page.Field("graph").ClickAsync(new LocatorClickOptions { Position = new Position { X = 400, Y = 35 } });
        await Assertions.Expect(fold).ToHaveAttributeAsync("aria-expanded", "true");
        await Assertions.Expect(page.Field("graph")).ToHaveAttributeAsync("data-nodes", "3");
        var image = await page.RunAndWaitForDownloadAsync(() => page.Field("graph-image").ClickAsync());
        Assert.Equal("access-service-payments.png", image.SuggestedFilename);
        var export = await page.RunAndWaitForDownloadAsync(() => page.Field("export").ClickAsync());
        Assert.Equal("access-revision-1.csv", export.SuggestedFilename);
        Assert.Empty(errors);
    }
}
