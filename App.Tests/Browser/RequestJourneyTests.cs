using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Access for a time as people meet it: asked for by one, approved by two, in force, and taken back.</summary>
public sealed class RequestJourneyTests(PostgresFixture postgres) : IAsyncLifetime
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
    public async Task Access_AskedForByAViewer_IsInForceOnceTwoApprovedIt_UntilItIsTakenBack()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var victor = await OpenAsync("victor", "/requests");
        await victor.Field("ask-for-access").ClickAsync();
        await victor.Field("name").FillAsync("deploy");
        await victor.Field("role").FillAsync("migrator");
        await victor.Field("environment").SelectOptionAsync("production");
        await victor.Field("duration").FillAsync("20h");
        await victor.Field("branches").FillAsync("main");
        await victor.Field("show").ClickAsync();
        await Assertions.Expect(victor.Locator("#duration-notes")).ToContainTextAsync("at most 12h");
        await victor.Field("duration").FillAsync("2h");
        await victor.Field("show").ClickAsync();
        await Assertions.Expect(victor.Field("access-diff")).ToContainTextAsync("deploy gains POST /migrations/**");
        await Assertions.Expect(victor.Field("approvals-production")).ToContainTextAsync("0 of 2");
        await victor.Field("reason").FillAsync("PAY-9: a schema moves");
        await victor.Field("ask").ClickAsync();
        await Assertions.Expect(victor.Field("state")).ToContainTextAsync("waiting");
        await Assertions.Expect(victor.Field("approve")).ToHaveAttributeAsync("aria-disabled", "true");
        var address = new Uri(victor.Url).AbsolutePath;

        var bob = await OpenAsync("bob", "/");
        await Assertions.Expect(bob.Field("requests-to-approve")).ToContainTextAsync("1");
        await bob.Field("requests-to-approve").ClickAsync();
        await bob.Locator("[data-test=request] td.name > a").First.ClickAsync();
        await Assertions.Expect(bob.Field("access-diff")).ToContainTextAsync("deploy gains");
        await bob.Field("approve").ClickAsync();
        await Assertions.Expect(bob.Field("approvals-production")).ToContainTextAsync("1 of 2");
        var erin = await OpenAsync("erin", address);
        await erin.Field("confirm").FillAsync("production");
        await erin.Field("approve").ClickAsync();
        await Assertions.Expect(erin.Field("state").First).ToContainTextAsync("in force");
        await Assertions.Expect(erin.Field("result")).ToContainTextAsync("revision 2");

        // The page that stood open follows by itself.
        await Assertions.Expect(victor.Field("state").First).ToContainTextAsync("in force", new LocatorAssertionsToContainTextOptions { Timeout = 20_000 });
        await victor.Field("end-reason-text").FillAsync("done sooner");
        await victor.Field("end").ClickAsync();
        await Assertions.Expect(victor.Field("state").First).ToContainTextAsync("taken back");
        await Assertions.Expect(victor.Locator("[data-test=step][data-kind=Ended]")).ToContainTextAsync("done sooner");
    }

    private async Task<IPage> OpenAsync(string person, string address)
    {
        var session = await console.SignInAsync(person);
        await session.Pages[0].OpenAsync(address);
        return session.Pages[0];
    }
}
