using AccessConsole.Tests.Api;
using AccessConsole.Tests.Core.Analysis;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>An owner of one team's services, who approves what concerns them and nothing else.</summary>
public sealed class OwnerJourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Own = """{"upsert":{"grants":[{"name":"pays","effect":"allow","principals":{"pipelines":{"names":["deploy","idle"]}},"role":"pay","environments":["production"],"reason":"PAY-1"}]}}""";
    private const string Foreign = """{"delete":{"grants":["shops"]}}""";

    private readonly ConsoleInBrowser console = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(ScopedPolicy.Yaml.Replace("approvals: 2", "approvals: 1", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Owner_ApprovesForTheirOwnServicesOnly()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var (own, foreign) = (await SubmitAsync(Own), await SubmitAsync(Foreign));
        var page = (await console.SignInAsync("paula")).Pages[0];

        // Settings say what she may do.
        await page.OpenAsync("/settings");
        await Assertions.Expect(page.Field("own-roles")).ToContainTextAsync("editor for services with team=payments");
        await Assertions.Expect(page.Field("own-roles")).ToContainTextAsync("approver for services with team=payments");

        // Only what is hers waits for her.
        await page.OpenAsync("/drafts?show=approve");
        await Assertions.Expect(page.Field("count")).ToHaveTextAsync("1 draft");
        await Assertions.Expect(page.Locator($"a[href='/drafts/{own}']")).ToBeVisibleAsync();

        await page.OpenAsync($"/drafts/{own}");
        await Assertions.Expect(page.Field("place")).ToHaveTextAsync("1 more by approvers for data=cardholder, team=payments");
        await page.Field("approve").ClickAsync();
        await Assertions.Expect(page.Field("approvals-production")).ToHaveTextAsync("1 of 1");

        // What is another team's says whose it is, and lets itself be neither approved nor edited.
        await page.OpenAsync($"/drafts/{foreign}");
        await Assertions.Expect(page.Field("place")).ToHaveTextAsync("1 more by approvers for team=shop");
        await Assertions.Expect(page.Field("approve-reason")).ToContainTextAsync("where you are no approver");
        await Assertions.Expect(page.Field("decline-reason")).ToContainTextAsync("where you are no approver");
        await page.OpenAsync("/grants/shops");
        await Assertions.Expect(page.Field("read-only")).ToContainTextAsync("it takes an editor for team=shop in production");

        // Her approval is what the change needed.
        var admin = (await console.SignInAsync("alice")).Pages[0];
        await admin.OpenAsync($"/drafts/{own}");
        await admin.Field("confirm").FillAsync("production");
        await admin.Field("publish").ClickAsync();
        await Assertions.Expect(admin.Field("published-as")).ToBeVisibleAsync();
    }

    private async Task<string> SubmitAsync(string patch)
    {
        var carol = await console.Host.SignInAsync("carol");
        var draft = (await carol.PatchPolicyAsync(patch, publish: false).JsonAsync()).Text("draft");
        await carol.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        return draft;
    }
}
