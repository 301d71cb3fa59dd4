using System.Diagnostics;
using System.Net;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>The product's main job, from a rule in the browser to a request at nginx that is refused before and answered after.</summary>
public sealed class WholePathTests(RunningDemo demo) : IClassFixture<RunningDemo>, IAsyncDisposable
{
    private const string Service = "push";
    private const string Path = "/v1/releases";
    private const string Pipeline = "images-build";

    public async ValueTask DisposeAsync()
    {
        if (demo.Missing is null)
            await demo.Browser.WriteLastAsync(demo.Diary);
        await demo.PrintAsync();
    }

    [Fact]
    public async Task Grant_DraftedApprovedAndPublished_OpensTheGateway()
    {
        Assert.SkipWhen(demo.Missing is not null, $"the whole path cannot be walked: {demo.Missing}");
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync("main"));

        var review = await DraftAsync();
        await ApproveAsync("bob", review);
        await ApproveAsync("erin", review);
        await PublishAsync(review);

        await WithinAsync(TimeSpan.FromSeconds(30), async () => await CallAsync("main") == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync("feature/x"));
    }

    /// <summary>Nobody approves it, and a token that nginx has seen, with its signature remembered, is refused as any other.</summary>
    [Fact]
    public async Task Emergency_ByOneCommand_ClosesTheGatewayWithinSeconds()
    {
        Assert.SkipWhen(demo.Missing is not null, $"the whole path cannot be walked: {demo.Missing}");
        var token = await demo.MintAsync("payments-api", "payments-deploy", "main");
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, await MigrateAsync(token));

        await demo.AccessctlAsync("revoke", "pipeline", "payments-deploy", "--reason", "an agent was taken over", "--confirm", "payments-deploy");
        var published = Stopwatch.StartNew();
        await WithinAsync(TimeSpan.FromSeconds(30), async () => await MigrateAsync(token) == HttpStatusCode.Forbidden);
        TestContext.Current.TestOutputHelper?.WriteLine($"refused at nginx {published.Elapsed.TotalSeconds:0.00} s after the command ended");
        Assert.Equal(HttpStatusCode.Forbidden, await MigrateAsync(await demo.MintAsync("payments-api", "payments-deploy", "main")));

        Task<HttpStatusCode> MigrateAsync(string bearer) => demo.CallAsync("payments-api", "/admin/migrations/42", HttpMethod.Get, bearer);
    }

    /// <summary>The editor states the rule, sees what it opens, and submits it.</summary>
    /// <returns>The address of the review.</returns>
    private async Task<string> DraftAsync()
    {
        await using var session = await SignInAsync("carol");
        var page = session.Pages[0];
        await page.OpenAsync("/grants/new");
        await page.Field("name").FillAsync("images-build-releases-push");
        await page.Field("pipelines-mode").SelectOptionAsync(new SelectOptionValue { Label = "by name" });
        await page.Field("pipelines").FillAsync(Pipeline);
        await page.Field("pipelines").PressAsync("Enter");
        await page.Field("role").FillAsync("push-releaser");
        await page.Field("environment-production").CheckAsync();
        await page.Locator("details.more > summary").First.ClickAsync();
        await page.Field("branches").FillAsync("main");
        await page.Field("branches").PressAsync("Enter");
        await page.Field("reason").FillAsync("MOB-9 images are announced to devices");
        await Assertions.Expect(page.Field("preview")).ToContainTextAsync("gains");
        await Assertions.Expect(page.Field("saved")).ToContainTextAsync("saved");
        await page.Field("review").ClickAsync();
        await Assertions.Expect(page.Field("access-diff")).ToContainTextAsync(Pipeline);
        await page.Field("submit").ClickAsync();
        await Assertions.Expect(page.Field("state")).ToContainTextAsync("submitted", new LocatorAssertionsToContainTextOptions { IgnoreCase = true });
        return new Uri(page.Url).PathAndQuery;
    }

    private async Task ApproveAsync(string person, string review)
    {
        await using var session = await SignInAsync(person);
        var page = session.Pages[0];
        await page.OpenAsync(review);
        await Assertions.Expect(page.Field("access-diff")).ToContainTextAsync(Pipeline);
        await page.Field("approve").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=approval]").Last).ToContainTextAsync(char.ToUpperInvariant(person[0]) + person[1..]);
    }

    private async Task PublishAsync(string review)
    {
        await using var session = await SignInAsync("alice");
        var page = session.Pages[0];
        await page.OpenAsync(review);
        await Assertions.Expect(page.Field("approvals-production")).ToContainTextAsync("2 of 2");
        await page.Field("confirm").FillAsync("production");
        await page.Field("publish").ClickAsync();
        await Assertions.Expect(page.Field("state")).ToContainTextAsync("published", new LocatorAssertionsToContainTextOptions { IgnoreCase = true });
    }

    private Task<IBrowserContext> SignInAsync(string person) => demo.Browser.SignInAsync(demo.Diary, demo.Console, person);

    private Task<HttpStatusCode> CallAsync(string branch) => demo.CallAsync(Service, Path, HttpMethod.Post, Pipeline, branch);

    private static async Task WithinAsync(TimeSpan limit, Func<Task<bool>> holds)
    {
        var end = DateTime.UtcNow + limit;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, "it did not come true in time");
            await Task.Delay(250);
        }
    }
}
