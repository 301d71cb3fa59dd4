using AccessConsole.Components.Pages.Stories;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring.Stories;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support.Fakes;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class StoryPageTests : PageContext
{
    private const string Build = "acme/payments-deploy#1417";

    private readonly FakeDecisionLog log = new();

    public StoryPageTests()
    {
        Services.AddSingleton<IDecisionLog>(log);
        SignIn(Console.Alice);
    }

    private DateTimeOffset Now => Console.Clock.GetUtcNow();

    [Fact]
    public async Task Story_OfABuild_HasEachCallWithAllItsHopsInTimeOrder()
    {
        var (first, second) = (new string('a', 32), new string('b', 32));
        await AddAsync(
            Hop() with { At = Now.AddMinutes(-3), Trace = first, Path = "/admin/1" },
            // A certificate behind the gateway says nothing of the build.
            Hop() with { At = Now.AddMinutes(-3).AddMilliseconds(2), Trace = first, Path = "/admin/1", Point = "sidecar", Build = null, Claims = ValueMap.Empty },
            Hop() with { At = Now.AddMinutes(-1), Trace = second, Path = "/admin/2", Effect = "deny", Reason = "no_grant", Grant = null },
            Hop() with { At = Now.AddMinutes(-2), Trace = null, Path = "/admin/alone" },
            Hop() with { Build = "acme/payments-deploy#1418", Path = "/another", Trace = new string('c', 32) });

        var page = Open(Build);

        Assert.Equal(["gateway", "sidecar", "gateway", "gateway"], Cells(page, "Enforcement point").Select(text => text.Split(' ')[0]));
        Assert.Equal(["GET /admin/1", "GET /admin/1", "GET /admin/alone", "GET /admin/2"], Cells(page, "Request"));
        Assert.Equal(3, page.FindAll("[data-test=call]").Count);
        Assert.Equal("payments-api in production: 3 allowed, 1 denied", page.Find("[data-test=service]").TextContent);
    }

    [Fact]
    public async Task Story_SaysWhatTheTokensSaidAndByWhichGrantsAsTheyStood()
    {
        await AddAsync(Hop(), Hop() with { At = Now.AddSeconds(1), Claims = new ValueMap([new("build_branch", "release/1")]) });

        var page = Open(Build);

        Assert.Contains("main, release/1", page.Find("[data-test=story]").TextContent, StringComparison.Ordinal);
        var grant = Assert.Single(page.FindAll("[data-test=grant]"));
        Assert.Contains("payments-migrates", grant.TextContent, StringComparison.Ordinal);
        Assert.Contains("revision 1", grant.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_IsOfThePlacesThatARoleReaches()
    {
        SignIn(Console.Alice with { Roles = [new RoleAssignment(ConsoleRole.Viewer, ["staging"])] });
        var trace = new string('a', 32);
        await AddAsync(Hop() with { Trace = trace }, Hop() with { Trace = trace, Environment = "staging", Path = "/mine" });

        Assert.Equal(["GET /mine"], Cells(Open(Build), "Request"));
    }

    [Fact]
    public async Task Story_ThatIsPrinted_ShowsAllOfItsCallsFirst()
    {
        await AddAsync([.. Enumerable.Range(0, 50).Select(i => Hop() with { At = Now.AddSeconds(i), Path = $"/admin/{i}" })]);
        var page = Open(Build);
        Assert.Equal(30, page.FindAll("[data-test=call]").Count);

        page.Find("[data-test=print]").Click();

        page.WaitForAssertion(() => Assert.Single(JSInterop.Invocations, call => call.Identifier == "print"));
        Assert.Equal(50, page.FindAll("[data-test=call]").Count);
    }

    [Fact]
    public async Task Story_OfMoreThanItHolds_SaysThatItIsNotAll()
    {
        await AddAsync([.. Enumerable.Range(0, StoryTeller.MaxTraces + 1).Select(i => Hop() with { At = Now.AddSeconds(i), Trace = i.ToString("x32", System.Globalization.CultureInfo.InvariantCulture) })]);
        Assert.NotNull(Open(Build).Find("[data-test=cut]"));
    }

    [Fact]
    public async Task Story_AroundATime_LooksNoFurtherThanADay()
    {
        await AddAsync(Hop() with { At = Now.AddDays(-3), Path = "/long-ago" }, Hop() with { Path = "/now" });
        Assert.Equal(["GET /now"], Cells(Open(Build, Now), "Request"));
        Assert.Equal(2, Cells(Open(Build), "Request").Count);
    }

    [Fact]
    public void Story_OfNothing_SaysHowToAsk()
    {
        Assert.NotNull(Open("").Find("[data-test=empty]"));
        var page = Open("acme/nothing#1");
        Assert.NotNull(page.Find("[data-test=none]"));

        page.Find("[data-test=kind]").Change("Trace");
        page.Find("[data-test=value]").Input(new string('d', 32));
        page.Find("form").Submit();
        Assert.EndsWith($"/decisions/story?trace={new string('d', 32)}", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_ThatCouldNotBeTold_LeavesNothingOnThePageOfTheNext()
    {
        await AddAsync(Hop());
        Console.History.IsAway = true;
        var page = Open(Build);
        Assert.Contains("could not be loaded", page.Markup, StringComparison.OrdinalIgnoreCase);

        Navigation.NavigateTo("/decisions/story");

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-test=empty]")));
    }

    private IRenderedComponent<StoryPage> Open(string build, DateTimeOffset? around = null)
    {
        Navigation.NavigateTo(new StoryQuery { Value = build, Around = around }.Address);
        return Render<StoryPage>();
    }

    private static List<string> Cells(IRenderedComponent<StoryPage> page, string label) => [.. page.FindAll($"[data-test=hop] td[data-label='{label}']").Select(cell => cell.TextContent.Trim())];

    private async Task AddAsync(params LoggedDecision[] decisions) => await log.AddAsync(decisions, [], Cancellation);

    private LoggedDecision Hop() => Console.Granted(Now) with { Build = Build };
}
