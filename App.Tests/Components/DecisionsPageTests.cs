using AccessConsole.Components.Pages.Decisions;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using AccessConsole.SignIn;
using AccessConsole.Tests.Distribution;
using AccessConsole.Tests.Support.Fakes;
using Bunit;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class DecisionsPageTests : PageContext
{
    public DecisionsPageTests() => SignIn(Console.Alice);

    private FakeDecisionLog Log => Decisions;

    private DateTimeOffset Now => Console.Clock.GetUtcNow();

    [Fact]
    public async Task Decisions_PageByPage_AreAllThere()
    {
        for (var i = 0; i < 120; i++)
            await AddAsync(Granted() with { At = Now.AddSeconds(-i), Path = $"/admin/{i}" });

        var page = Open("/decisions");
        var found = new List<string>();
        for (; ; )
        {
            found.AddRange(page.FindAll("[data-test=decision] code").Select(code => code.TextContent));
            if (page.FindAll("[data-test=next]") is not [var next])
                break;
            page = Open(next.GetAttribute("href")!);
        }

        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"GET /admin/{i}"), found);
    }

    [Fact]
    public async Task Names_BesideAnOpenDecision_AreCutShort_AndWholeOnHovering()
    {
        await AddAsync(Granted());
        var page = Open("/decisions");
        Assert.Empty(page.FindAll("[data-test=decision] .gist"));

        page = Open(page.Find("[data-test=decision] a").GetAttribute("href")!);

        Assert.Equal(
            ["payments-deploy", "payments-api production", $"{Granted().Method} {Granted().Path}"], page.FindAll("[data-test=decision] .gist").Select(name => name.GetAttribute("title")));
        Assert.Equal(page.FindAll("[data-test=decision] .gist").Select(name => name.GetAttribute("title")), page.FindAll("[data-test=decision] .gist").Select(name => name.TextContent));
    }

    [Fact]
    public async Task Filters_StandInTheAddress()
    {
        await AddAsync(Granted());
        await AddAsync(Granted() with { Effect = "deny", Reason = "no_grant", Grant = null, Principal = "pipeline/shop-deploy" });
        var page = Open("/decisions");

        page.Find("[data-test=effect]").Change("deny");
        Assert.Equal("no_grant", Assert.Single(page.FindAll("[data-test=decision]")).GetAttribute("data-reason"));
        page.Find("[data-test=caller]").Change("payments-deploy");
        Assert.NotNull(page.Find("[data-test=empty]"));
        Assert.EndsWith("/decisions?caller=payments-deploy&effect=deny", Navigation.Uri, StringComparison.Ordinal);
        page.Find("[data-test=clear]").Click();
        Assert.Equal(2, page.FindAll("[data-test=decision]").Count);
    }

    [Fact]
    public async Task Stream_TakesWhatComesInUnlessItIsPaused()
    {
        var page = Open("/decisions");
        Assert.NotNull(page.Find("[data-test=empty]"));

        await AddAsync(Granted());
        Console.Clock.Advance(TimeSpan.FromSeconds(4));
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-test=decision]")));

        page.Find("[data-test=pause]").Click();
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("[data-test=pause]").GetAttribute("aria-pressed")));
        await AddAsync(Granted() with { At = Now });
        Console.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Single(page.FindAll("[data-test=decision]"));
        page.Find("[data-test=pause]").Click();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-test=decision]").Count));
    }

    [Fact]
    public async Task Stream_OfOneEnvironment_ShowsNoOthers()
    {
        SignIn(Console.Alice with { Roles = [new RoleAssignment(ConsoleRole.Viewer, ["staging"])] });
        var page = Open("/decisions?effect=allow");

        await AddAsync(Granted());
        await AddAsync(Granted() with { Environment = "staging", Effect = "deny" });
        await AddAsync(Granted() with { Environment = "staging", Path = "/mine" });
        Console.Clock.Advance(DecisionStream.Period);

        page.WaitForAssertion(() => Assert.Contains("/mine", Assert.Single(page.FindAll("[data-test=decision]")).TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stream_ThatCannotBeRead_SaysSoAndGoesOn()
    {
        var page = Open("/decisions");
        Log.IsAway = true;
        Console.Clock.Advance(DecisionStream.Period);
        page.WaitForAssertion(() => Assert.NotNull(page.Find("[data-test=interrupted]")));

        Log.IsAway = false;
        await AddAsync(Granted());
        Console.Clock.Advance(DecisionStream.Period);
        page.WaitForAssertion(() =>
        {
            Assert.Empty(page.FindAll("[data-test=interrupted]"));
            Assert.Single(page.FindAll("[data-test=decision]"));
        });
    }

    [Fact]
    public async Task Stream_OfMoreThanItHolds_SaysThatSomeAreMissing()
    {
        await AddAsync(Granted());
        var page = Open("/decisions");
        var loads = Log.Lists;
        Console.Clock.Advance(DecisionStream.Period);
        await MachineSide.WaitUntilAsync(() => Log.Lists > loads, "the stream looks");
        for (var i = 0; i < DecisionStream.MaxNewest; i++)
            await AddAsync(Granted() with { At = Now.AddMilliseconds(i) });
        Console.Clock.Advance(DecisionStream.Period);

        page.WaitForAssertion(() => Assert.NotNull(page.Find("[data-test=torn]")));
        page.Find("[data-test=torn] button").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=torn]")));
        Assert.Equal(DecisionsViewModel.PageSize, page.FindAll("[data-test=decision]").Count);
        Assert.NotNull(page.Find("[data-test=next]"));
    }

    [Fact]
    public async Task Decision_IsKeptAsATestByOnePress()
    {
        var granted = await AddAsync(Granted());
        var panel = Open(new DecisionsQuery { Decision = DecisionsViewModel.IdOf(granted) }.Address);

        await panel.Find("[data-test=keep-test]").ClickAsync(new());

        var draft = Assert.Single(await Console.Drafts.ListAsync(new DraftFilter(), null, 10, Cancellation));
        Assert.EndsWith($"/drafts/{draft.Id}", Navigation.Uri, StringComparison.Ordinal);
        var test = Assert.IsType<PolicyTest>(Assert.Single(draft.Patch.Upserts));
        Assert.Equal((Effect.Allow, "payments-deploy", "main", granted.At), (test.Expect, test.Given.Pipeline, test.Given.Branch, test.Given.Time));
    }

    [Fact]
    public async Task Decision_ThatWasDenied_LeadsToItsDiagnosis()
    {
        var denied = await AddAsync(Granted() with { Effect = "deny", Reason = "no_grant", Grant = null });
        var panel = Open(new DecisionsQuery { Decision = DecisionsViewModel.IdOf(denied) }.Address);
        Assert.Equal("/diagnose?environment=production&service=payments-api&path=%2Fadmin%2Fx", panel.Find("[data-test=diagnose]").GetAttribute("href"));
    }

    [Fact]
    public async Task Decision_Whole_SaysWhyAndOpensInTheSimulator()
    {
        var granted = await AddAsync(Granted());
        var panel = Open(new DecisionsQuery { Decision = DecisionsViewModel.IdOf(granted) }.Address);
        Assert.Contains("says so, too", panel.Find("[data-test=why]").TextContent, StringComparison.Ordinal);
        var question = panel.Find("[data-test=simulate]").GetAttribute("href")!;
        Assert.StartsWith("/simulator?identity=payments-deploy&branch=main&source=webhook&environment=production&service=payments-api&path=%2Fadmin%2Fx&time=", question, StringComparison.Ordinal);

        var other = await AddAsync(Granted() with { Claims = new ValueMap([new("build_branch", "feature")]) });
        var different = Open(new DecisionsQuery { Decision = DecisionsViewModel.IdOf(other) }.Address);
        Assert.Contains("no_grant", different.Find("[data-test=why-differs]").TextContent, StringComparison.Ordinal);

        var bad = await AddAsync(Granted() with { Principal = null, Grant = null, Effect = "deny", Reason = "token_invalid", Detail = "expired", Claims = ValueMap.Empty });
        var unknown = Open(new DecisionsQuery { Decision = DecisionsViewModel.IdOf(bad) }.Address);
        Assert.StartsWith("The engine said: the token or certificate is not valid.", unknown.Find("[data-test=why-unknown]").TextContent, StringComparison.Ordinal);
        Assert.Empty(unknown.FindAll("[data-test=simulate]"));
    }

    [Fact]
    public async Task Reader_OfOneEnvironment_SeesItsDecisionsOnly()
    {
        var foreign = await AddAsync(Granted());
        await AddAsync(Granted() with { Environment = "staging" });
        SignIn(Console.Alice with { Roles = [new RoleAssignment(ConsoleRole.Viewer, ["staging"])] });

        var page = Open(new DecisionsQuery { Decision = DecisionsViewModel.IdOf(foreign) }.Address);

        Assert.Contains("staging", Assert.Single(page.FindAll("[data-test=decision]")).TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("[data-test=decision-missing]"));
        Assert.Contains("whose role holds everywhere", page.Find("[data-test=coverage]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_ThatIsNone_IsSaid()
    {
        var page = Open("/decisions?since=yesterday");
        Assert.Contains("2026-06-03T14:00", page.Find("[data-test=problem]").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<DecisionsPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        return Render<DecisionsPage>();
    }

    private async Task<LoggedDecision> AddAsync(LoggedDecision decision)
    {
        var added = decision with { Id = Guid.NewGuid() };
        await Log.AddAsync([added], [], Cancellation);
        return added;
    }

    private LoggedDecision Granted() => Console.Granted(Now.AddMinutes(-1)) with { Point = "gateway-1" };
}
