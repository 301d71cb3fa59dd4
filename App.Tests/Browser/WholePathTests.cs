using System.Net;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>The product's main job, from a rule in the browser to a request at nginx that is refused before and answered after.</summary>
public sealed class WholePathTests(RunningDemo demo) : IClassFixture<RunningDemo>
{
    private const string Service = "push";
    private const string Path = "/v1/releases";
    private const string Pipeline = "images-build";

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

    /// <summary>The editor states the rule, sees what it opens, and submits it.</summary>
    /// <returns>The address of the review.</returns>
    private async Task<string> DraftAsync()
    {
        await using var session = await SignInAsync("carol");
        var page = session.Pages[0];
        await OpenAsync(page, "/grants/new");
        await Field(page, "name").FillAsync("images-build-releases-push");
        await Field(page, "pipelines-mode").SelectOptionAsync(new SelectOptionValue { Label = "by name" });
        await Field(page, "pipelines").FillAsync(Pipeline);
        await Field(page, "pipelines").PressAsync("Enter");
        await Field(page, "role").FillAsync("push-releaser");
        await Field(page, "environment-production").CheckAsync();
        await page.Locator("details.more > summary").First.ClickAsync();
        await Field(page, "branches").FillAsync("main");
        await Field(page, "branches").PressAsync("Enter");
        await Field(page, "reason").FillAsync("MOB-9 images are announced to devices");
        await Assertions.Expect(Field(page, "preview")).ToContainTextAsync("gains", new LocatorAssertionsToContainTextOptions { Timeout = 30_000 });
        await Assertions.Expect(Field(page, "saved")).ToContainTextAsync("saved", new LocatorAssertionsToContainTextOptions { Timeout = 30_000 });
        await Field(page, "review").ClickAsync();
        await Assertions.Expect(Field(page, "access-diff")).ToContainTextAsync(Pipeline);
        await Field(page, "submit").ClickAsync();
        await Assertions.Expect(Field(page, "state")).ToContainTextAsync("submitted", new LocatorAssertionsToContainTextOptions { IgnoreCase = true });
        return new Uri(page.Url).PathAndQuery;
    }

    private async Task ApproveAsync(string person, string review)
    {
        await using var session = await SignInAsync(person);
        var page = session.Pages[0];
        await OpenAsync(page, review);
        await Assertions.Expect(Field(page, "access-diff")).ToContainTextAsync(Pipeline);
        await Field(page, "approve").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=approval]").Last).ToContainTextAsync(char.ToUpperInvariant(person[0]) + person[1..]);
    }

    private async Task PublishAsync(string review)
    {
        await using var session = await SignInAsync("alice");
        var page = session.Pages[0];
        await OpenAsync(page, review);
        await Assertions.Expect(Field(page, "approvals-production")).ToContainTextAsync("2 of 2");
        await Field(page, "confirm").FillAsync("production");
        await Field(page, "publish").ClickAsync();
        await Assertions.Expect(Field(page, "state")).ToContainTextAsync("published", new LocatorAssertionsToContainTextOptions { IgnoreCase = true });
        await Assertions.Expect(Field(page, "live-revision")).ToContainTextAsync("2");
    }

    private async Task<IBrowserContext> SignInAsync(string person)
    {
        var session = await demo.Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = demo.Console });
        session.SetDefaultTimeout(30_000);
        Assertions.SetDefaultExpectTimeout(30_000);
        var page = await session.NewPageAsync();
        await page.GotoAsync("/signin");
        await Field(page, $"person-{person}").ClickAsync();
        await Assertions.Expect(Field(page, "sign-out").First).ToBeVisibleAsync();
        return session;
    }

    private static async Task OpenAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.Locator("body[data-interactive=true]").WaitForAsync();
    }

    private static ILocator Field(IPage page, string name) => page.Locator($"[data-test={name}]");

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
