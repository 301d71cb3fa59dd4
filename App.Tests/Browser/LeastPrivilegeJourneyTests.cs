using AccessConsole.Tests.Api;
using AccessConsole.Tests.Engines.Pull;
using AccessConsole.Tests.LeastPrivilege;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>From a log to a draft that narrows, as an editor goes there.</summary>
public sealed class LeastPrivilegeJourneyTests : IAsyncLifetime
{
    private readonly ShiftedClock clock = new();
    private readonly ConsoleInBrowser console;

    public LeastPrivilegeJourneyTests(PostgresFixture postgres) => console = new ConsoleInBrowser(postgres) { Clock = clock };

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is not null)
            return;
        await LoggedTraffic.SeedLongAgoAsync(console.Host, clock, SmallPolicy.With("paths: [\"/status/**\"]", "paths: [\"/status/health\", \"/status/history\"]"));
        await LoggedTraffic.WriteAsync(console.Host);
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Grants_ChosenAndNarrowed_LeadToADraftThatOnlyCloses()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        await using var session = await console.SignInAsync("carol");
        var page = session.Pages[0];
        await page.OpenAsync("/least-privilege");
        await Assertions.Expect(page.Field("short-log")).ToBeVisibleAsync();
        await page.Field("days-7").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=grant][data-name=deploy-reads-production]")).ToHaveAttributeAsync("data-standing", "unused");
        await page.Field("select-page").CheckAsync();
        await page.Field("preview").ClickAsync();
        await Assertions.Expect(page.Field("replay")).ToContainTextAsync("Would have denied 1 of 131 calls");
        await Assertions.Expect(page.Field("call")).ToContainTextAsync("/status/history");
        await page.Field("draft").ClickAsync();
        await Assertions.Expect(page.Field("access-diff")).ToContainTextAsync("deploy loses");
        await Assertions.Expect(page.Field("access-diff")).Not.ToContainTextAsync("gains");
    }
}
