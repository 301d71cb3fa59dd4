using System.Net;
using System.Text.Json;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A change that goes to a canary first: planned, published, halted by what the canary says, and let go on, all in a browser.</summary>
public sealed class StagedJourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.With("approvals: 2", "approvals: 0"));
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Change_GoesToTheCanary_HaltsByItsWord_AndOnToTheRestByHand()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("alice")).Pages[0];
        using var canary = console.Host.WithToken(await MakeCanaryAsync(page));
        using var rest = console.Host.WithToken((await console.Host.Bootstrap.CallAsync("POST", "/api/v1/tokens", """{"kind":"puller","environment":"staging","target":"opa"}""").JsonAsync()).Text("token"));
        var before = await RevisionAsync(rest);
        await PlanAsync(page);

        await page.OpenAsync($"/drafts/{await DraftAsync()}");
        await Assertions.Expect(page.Field("in-stages")).ToBeCheckedAsync();
        await page.Field("publish").ClickAsync();
        await Assertions.Expect(page.Field("result")).ToContainTextAsync("in stages");
        var revision = await RevisionAsync(canary);
        Assert.Equal((before + 1, before), (revision, await RevisionAsync(rest)));

        await page.OpenAsync("/rollout");
        await Assertions.Expect(page.Field("staged-state")).ToHaveTextAsync("at canary");
        await ReportAsync(canary, before, "rego: cannot load");
        await Assertions.Expect(page.Field("halted")).ToContainTextAsync("rego: cannot load");
        Assert.Equal(before, await RevisionAsync(rest));

        await ReportAsync(canary, revision, "");
        await Assertions.Expect(page.Field("staged-evidence")).ToContainTextAsync("0 report an error");
        await page.Field("promote").ClickAsync();
        await Assertions.Expect(page.Field("staged-panel")).ToHaveCountAsync(0);
        Assert.Equal(revision, await RevisionAsync(rest));
        await page.OpenAsync("/rollout/stages");
        await Assertions.Expect(page.Field("staged-rollout")).ToContainTextAsync("complete");
    }

    private static async Task<string> MakeCanaryAsync(IPage page)
    {
        await page.OpenAsync("/settings/tokens");
        await page.Field("environment").SelectOptionAsync("staging");
        await page.Field("target").SelectOptionAsync("opa");
        await page.Field("labels").FillAsync("ring=canary");
        await page.Field("create").ClickAsync();
        return await page.Field("secret").InnerTextAsync();
    }

    private static async Task PlanAsync(IPage page)
    {
        await page.OpenAsync("/rollout/stages");
        await page.Field("change-staging").ClickAsync();
        await page.Field("labels-0").FillAsync("ring=canary");
        await page.Field("save").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=plan][data-name=staging]")).ToContainTextAsync("ring=canary");
    }

    private async Task<string> DraftAsync()
    {
        var draft = (await console.Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging"), publish: false).JsonAsync()).Text("draft");
        await console.Host.Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        return draft;
    }

    private static async Task<int> RevisionAsync(HttpClient puller)
    {
        using var bundle = await puller.PullAsync();
        return bundle.Revision();
    }

    private static async Task ReportAsync(HttpClient puller, int revision, string error)
    {
        var report = JsonSerializer.Serialize(new { labels = new { name = "canary-1" }, bundles = new { access = new { active_revision = revision.ToString(System.Globalization.CultureInfo.InvariantCulture), message = error } } });
        using var answer = await puller.CallAsync("POST", "/v1/status", report);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
