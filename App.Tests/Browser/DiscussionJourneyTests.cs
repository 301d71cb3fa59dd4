using System.Globalization;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A change on its way as people meet it: talked about, approved, and published while nobody looks.</summary>
public sealed class DiscussionJourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Change_IsTalkedAbout_AndPublishesItselfInTime()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var carols = await console.Host.SignInAsync("carol");
        var draft = (await carols.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "talked-about"), publish: false).JsonAsync()).Text("draft");
        await carols.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();

        var author = await OpenAsync("carol", $"/drafts/{draft}");
        var auditor = await OpenAsync("ada", $"/drafts/{draft}");
        await auditor.Field("say").FillAsync("Until when is it needed?");
        await auditor.Field("about").SelectOptionAsync(new SelectOptionValue { Label = "grant talked-about" });
        await auditor.Field("send-comment").ClickAsync();
        await Assertions.Expect(auditor.Field("say")).ToHaveValueAsync("");
        await Assertions.Expect(author.Field("entry-text")).ToHaveTextAsync("Until when is it needed?");
        await Assertions.Expect(author.Field("entry-about")).ToContainTextAsync("talked-about");

        var publisher = await OpenAsync("alice", $"/drafts/{draft}");
        await publisher.Field("publish-later").ClickAsync();
        await Assertions.Expect(publisher.Field("schedule-reason")).ToContainTextAsync("say when first");
        await publisher.Field("publish-at").FillAsync(DateTime.UtcNow.AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        await publisher.Field("schedule").ClickAsync();
        await Assertions.Expect(publisher.Field("scheduled")).ToContainTextAsync("Publishes itself");
        var viewer = await OpenAsync("victor", "/");
        await Assertions.Expect(viewer.Field("scheduled")).ToContainTextAsync("publishes itself in");

        await publisher.Field("publish-later").ClickAsync();
        await publisher.Field("publish-at").FillAsync(DateTime.UtcNow.AddSeconds(12).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        await publisher.Field("schedule").ClickAsync();
        await Assertions.Expect(author.Field("published-as")).ToHaveTextAsync("revision 2");
        await author.Field("published-as").ClickAsync();
        await Assertions.Expect(author.Field("entry-text")).ToHaveTextAsync("Until when is it needed?");
        await Assertions.Expect(author.Locator("[data-kind=published]")).ToContainTextAsync("had it published at the time set");
    }

    private async Task<IPage> OpenAsync(string person, string address)
    {
        var session = await console.SignInAsync(person);
        await session.Pages[0].OpenAsync(address);
        return session.Pages[0];
    }
}
