using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>The glass broken by one, seen by all on every page, judged by another.</summary>
public sealed class BreakGlassJourneyTests(PostgresFixture postgres) : IAsyncLifetime
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
    public async Task Glass_BrokenByWhoeverIsOnCall_IsOnEveryPageUntilSomebodyJudgesIt()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var viewer = await OpenAsync("victor", "/grants");
        var oncall = await OpenAsync("grace", "/emergency");
        await oncall.Field("to-break-glass").ClickAsync();
        await oncall.Field("pipelines").FillAsync("deploy");
        await oncall.Field("pipelines").PressAsync("Enter");
        await oncall.Field("role").SelectOptionAsync("migrator");
        await oncall.Field("in-production").CheckAsync();
        await oncall.Field("show").ClickAsync();
        await Assertions.Expect(oncall.Field("access-diff")).ToContainTextAsync("deploy");
        await Assertions.Expect(oncall.Field("break-reason")).ToContainTextAsync("say what happened first");
        await oncall.Field("reason").FillAsync("INC-9: the ledger is stuck");
        await Assertions.Expect(oncall.Field("break-reason")).ToContainTextAsync("type production above");
        await oncall.Field("confirm").FillAsync("production");
        await oncall.Field("break").ClickAsync();
        await Assertions.Expect(oncall.Field("broken")).ToContainTextAsync("revision 2");
        await Assertions.Expect(oncall.Field("justified-2-reason")).ToContainTextAsync("you broke the glass yourself");

        await Assertions.Expect(viewer.Field("break-glass-item")).ToContainTextAsync("INC-9: the ledger is stuck");
        await viewer.OpenAsync("/emergency/break-glass");
        await Assertions.Expect(viewer.Field("justified-2-reason")).ToContainTextAsync("approver role");

        var approver = await OpenAsync("bob", "/");
        await Assertions.Expect(approver.Field("to-judge")).ToContainTextAsync("Grace Adeyemi");
        await approver.Field("to-judge").GetByRole(AriaRole.Link).ClickAsync();
        await approver.Field("found-2").FillAsync("The incident asked for it; ended on time.");
        await approver.Field("justified-2").ClickAsync();
        await Assertions.Expect(approver.Field("verdict")).ToContainTextAsync("Bob Tanaka");
        await Assertions.Expect(viewer.Field("verdict")).ToContainTextAsync("ended on time");
        // In force, it stays in sight.
        await Assertions.Expect(viewer.Field("break-glass-item")).ToContainTextAsync("What was found of it");
    }

    private async Task<IPage> OpenAsync(string person, string address)
    {
        var session = await console.SignInAsync(person);
        await session.Pages[0].OpenAsync(address);
        return session.Pages[0];
    }
}
