using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Main journeys by keys alone.</summary>
public sealed class KeyboardJourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.With("approvals: 2", "approvals: 1"));
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Grant_StatedSubmittedApprovedAndPublished()
    {
        var author = await SitDownAsync("carol");
        await author.GoAsync("new gra", "New grant");
        await author.TypeAsync("name", "deploy-migrates-production");
        await author.TypeAsync("pipelines", "deploy", "Enter");
        await author.TypeAsync("role", "migrator");
        await author.ReachAsync("environment-production");
        await author.PressAsync("Space");
        await author.ReachAsync("conditions");
        await author.PressAsync("Enter");
        await author.TypeAsync("branches", "main", "Enter");
        await author.TypeAsync("reason", "CI-7: moves the schema");
        await Assertions.Expect(author.Page.Field("preview")).ToContainTextAsync("gains");
        await Assertions.Expect(author.Page.Field("saved")).ToContainTextAsync("saved");
        await author.ReachAsync("review", "Shift+Tab");
        await author.LeaveAsync("deploy-migrates-production");
        await author.ReachAsync("submit");
        await author.PressAsync("Enter");
        await Assertions.Expect(author.Page.Field("state")).ToContainTextAsync("submitted");
        // The button went with its act.
        await Assertions.Expect(author.Page.Field("result")).ToBeFocusedAsync();

        var approver = await SitDownAsync("bob");
        await approver.GoAsync("drafts", "Drafts");
        await OpenFirstAsync(approver, "draft");
        await Assertions.Expect(approver.Page.Field("access-diff")).ToContainTextAsync("deploy");
        await approver.TypeAsync("comment", "agreed");
        await approver.ReachAsync("approve");
        await approver.PressAsync("Enter");
        await Assertions.Expect(approver.Page.Field("approval")).ToContainTextAsync("Bob");

        var publisher = await SitDownAsync("alice");
        await publisher.GoAsync("drafts", "Drafts");
        await OpenFirstAsync(publisher, "draft");
        await publisher.TypeAsync("confirm", "production");
        await publisher.ReachAsync("publish");
        await publisher.PressAsync("Enter");
        await Assertions.Expect(publisher.Page.Field("state")).ToContainTextAsync("published");
        await Assertions.Expect(publisher.Page.Field("result")).ToBeFocusedAsync();
        // Said once, with the way on.
        await Assertions.Expect(publisher.Page.Field("to-rollout")).ToHaveAttributeAsync("href", "/rollout");
        await Assertions.Expect(author.Page.Field("state")).ToContainTextAsync("published");
    }

    [Fact]
    public async Task ServiceAndRole_StatedInFields_ArePublished()
    {
        var admin = await SitDownAsync("alice");
        var page = admin.Page;
        await admin.GoAsync("new serv", "New service");
        await admin.TypeAsync("name", "orders-api");
        await admin.TypeAsync("labels", "team=orders", "Enter");
        await admin.ReachAsync("deployments-0-environment");
        await page.Keyboard.TypeAsync("staging");
        await admin.TypeAsync("deployments-0-hosts", "orders.staging.example", "Enter");
        await admin.TypeAsync("deployments-0-upstream", "https://10.0.9.9:8443");
        await PublishAsync(admin, "orders-api");

        await admin.GoAsync("new role", "New role");
        await admin.TypeAsync("name", "orders-writer");
        await admin.TypeAsync("permissions-0-services", "orders-api", "Enter");
        await admin.ReachAsync("permissions-0-methods-POST");
        await admin.PressAsync("Space");
        await admin.TypeAsync("permissions-0-paths", "/orders/**", "Enter");
        await admin.ReachAsync("permissions-0-paths-helper");
        await admin.PressAsync("Enter");
        await admin.TypeAsync("permissions-0-paths-try", "/orders/42", "Enter");
        await Assertions.Expect(page.Locator("[data-path='/orders/42'][data-answer=matches]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-path='/orders/%2e%2e/more'][data-answer=refused]")).ToBeVisibleAsync();
        Assert.Empty(await page.FaultsAsync());
        await PublishAsync(admin, "orders-writer");

        var policy = console.Host.Get<AccessConsole.Publishing.LivePolicy>().Current.Policy;
        Assert.Equal("orders", policy.Services["orders-api"].Labels["team"]);
        Assert.Equal(["orders.staging.example"], policy.Services["orders-api"].In("staging")!.Hosts);
        Assert.Contains(policy.Roles["orders-writer"].Permissions[0].Paths, p => p.Text == "/orders/**");
    }

    [Fact]
    public async Task Grant_FoundByName_IsExplainedByTheSimulator()
    {
        var reader = await SitDownAsync("victor");
        await reader.GoAsync("reads-stag", "deploy-reads-staging");
        await reader.ReachAsync("simulate");
        await reader.LeaveAsync("Simulator");
        await Assertions.Expect(reader.Page.Field("grant")).ToContainTextAsync("deploy-reads-staging");

        await reader.ReachAsync("branch");
        await reader.PressAsync("Control+a");
        await reader.Page.Keyboard.TypeAsync("feature");
        await reader.PressAsync("Enter");
        await Assertions.Expect(reader.Page.Locator("[data-test=answer][data-effect=deny]")).ToBeVisibleAsync();
        await Assertions.Expect(reader.Page.Field("near")).ToContainTextAsync("deploy-reads-staging");
    }

    [Fact]
    public async Task Rows_SearchAndHelp_HaveKeysThatCanBeSwitchedOff()
    {
        var reader = await SitDownAsync("victor");
        var page = reader.Page;
        await reader.GoAsync("grants", "Grants");
        var rows = page.Locator("[data-test=grant] a");
        await Assertions.Expect(rows.First).ToBeVisibleAsync();
        await reader.PressAsync("j", "j");
        await Assertions.Expect(rows.Nth(1)).ToBeFocusedAsync();
        await reader.PressAsync("k");
        await Assertions.Expect(rows.Nth(0)).ToBeFocusedAsync();
        await reader.PressAsync("/");
        await Assertions.Expect(page.Field("search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("production");
        await Assertions.Expect(page.Field("grant")).ToHaveCountAsync(1);
        await reader.PressAsync("ArrowDown");
        await Assertions.Expect(rows.Nth(0)).ToBeFocusedAsync();

        await reader.PressAsync("?");
        await Assertions.Expect(page.Field("shortcuts")).ToBeVisibleAsync();
        Assert.Empty(await page.FaultsAsync());
        await reader.ReachAsync("single-keys");
        await reader.PressAsync("Space", "Escape", "/");
        await Assertions.Expect(page.Field("shortcuts")).ToBeHiddenAsync();
        await Assertions.Expect(rows.Nth(0)).ToBeFocusedAsync();
        await page.OpenAsync("/grants");
        await reader.PressAsync("?", "j", "Control+k");
        await Assertions.Expect(page.Field("shortcuts")).ToBeHiddenAsync();
        await Assertions.Expect(page.Field("go-to")).ToBeFocusedAsync();
        await Assertions.Expect(page.Field("place").First).ToBeVisibleAsync();
        Assert.Empty(await page.FaultsAsync());
    }

    private static async Task PublishAsync(KeyboardOnly admin, string named)
    {
        await Assertions.Expect(admin.Page.Field("saved")).ToContainTextAsync("saved");
        await admin.ReachAsync("review", "Shift+Tab");
        await admin.LeaveAsync(named);
        await admin.ReachAsync("submit");
        await admin.PressAsync("Enter");
        await Assertions.Expect(admin.Page.Field("state")).ToContainTextAsync("submitted");
        await admin.ReachAsync("publish");
        await admin.PressAsync("Enter");
        await Assertions.Expect(admin.Page.Field("state")).ToContainTextAsync("published");
    }

    private static async Task OpenFirstAsync(KeyboardOnly person, string row)
    {
        await Assertions.Expect(person.Page.Field(row).First).ToBeVisibleAsync();
        await person.LeaveAsync("", "j", "Enter");
    }

    private async Task<KeyboardOnly> SitDownAsync(string person)
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync(person)).Pages[0];
        await page.OpenAsync("/");
        return new KeyboardOnly(page);
    }
}
