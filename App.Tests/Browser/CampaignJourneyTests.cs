using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A campaign as people meet it: opened by an admin, decided by an approver, closed into a draft.</summary>
public sealed class CampaignJourneyTests(PostgresFixture postgres) : IAsyncLifetime
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
    public async Task Campaign_OpenedDecidedAndClosed_LeadsToADraft()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var alice = await OpenAsync("alice", "/campaigns");
        await alice.Field("title").FillAsync("Spring");
        await alice.Field("due").FillAsync("2099-03-01");
        await alice.Field("never-ends").CheckAsync();
        await alice.Field("open-campaign").ClickAsync();
        await Assertions.Expect(alice.Field("progress")).ToContainTextAsync("0 of 2 decided");

        var bob = await OpenAsync("bob", "/");
        await Assertions.Expect(bob.Field("campaign-grants")).ToContainTextAsync("2");
        await bob.Field("campaign-grants").ClickAsync();
        await bob.Locator("[data-test=campaign] td.name > a").ClickAsync();
        await bob.Locator("[data-test=item][data-name=deploy-reads-staging] [data-test=select]").CheckAsync();
        await bob.Field("verdict-choice").SelectOptionAsync("end");
        await bob.Field("decide-why").FillAsync("nobody reads there any more");
        await bob.Field("decide").ClickAsync();
        await Assertions.Expect(bob.Field("progress")).ToContainTextAsync("1 of 2 decided");
        await bob.Field("show-undecided").ClickAsync();
        await Assertions.Expect(bob.Field("count")).ToContainTextAsync("1 grant");

        await alice.ReloadAsync();
        await Assertions.Expect(alice.Field("undecided-note")).ToContainTextAsync("1 grant");
        await alice.Field("close-campaign").ClickAsync();
        await Assertions.Expect(alice.Field("closed")).ToContainTextAsync("Nobody decided of 1 grant");
        await alice.Field("closed").GetByText("one draft").ClickAsync();
        await Assertions.Expect(alice.Field("access-diff")).ToContainTextAsync("deploy loses");
    }

    private async Task<IPage> OpenAsync(string person, string address)
    {
        var session = await console.SignInAsync(person);
        await session.Pages[0].OpenAsync(address);
        return session.Pages[0];
    }
}
