using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Components.Pages.Testing;
using AccessConsole.Core.Model;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class TestsPageTests : PageContext
{
    public TestsPageTests()
    {
        SignIn(Console.Victor);
        Console.InForce(2, Console.Live.Current.Policy.Apply(new PolicyPatch { Upserts = [Test("main migrates", "main", Effect.Allow), Test("features migrate", "feature/x", Effect.Allow)] }));
    }

    [Fact]
    public void Tests_AreShownWithTheirAnswers_FailingOnesFirst()
    {
        var page = Open();
        var rows = page.FindAll("[data-test=result]");
        Assert.Equal([("features migrate", "fails"), ("main migrates", "passes")], rows.Select(r => (r.GetAttribute("data-name"), r.QuerySelector("[data-test=result-state]")!.TextContent)));
        Assert.Contains("deny · no_grant", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("payments-migrates", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("1 of 2 fail", page.Find("[data-test=verdict]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_ToCome_RunsThemOnWhatIsInForceThen()
    {
        var page = Open();
        page.Find("[data-test=at]").Change("2027-02-01T00:00");
        page.WaitForAssertion(() => Assert.Contains("2 of 2 fail", page.Find("[data-test=verdict]").TextContent, StringComparison.Ordinal));
        Assert.EndsWith("/tests?at=2027-02-01T00%3A00", Navigation.Uri, StringComparison.Ordinal);
        page.Find("[data-test=now]").Click();
        page.WaitForAssertion(() => Assert.Contains("1 of 2 fail", page.Find("[data-test=verdict]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Time_ThatIsNone_IsSaid() => Assert.Contains("`next week` is no date and time".Replace("`", "", StringComparison.Ordinal), Open("?at=next%20week").Find("[data-test=problem]").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Filters_AreInTheAddress()
    {
        var page = Open();
        page.Find("[data-test=chip-fails]").Click();
        page.WaitForAssertion(() => Assert.Equal("features migrate", Assert.Single(page.FindAll("[data-test=result]")).GetAttribute("data-name")));
        Assert.EndsWith("/tests?result=fails", Navigation.Uri, StringComparison.Ordinal);
        page.Find("[data-test=search]").Input("nothing of the kind");
        page.WaitForAssertion(() => Assert.Contains("No test matches", page.Find("[data-test=empty]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void PublishByOthers_RunsThemAgain()
    {
        var page = Open();
        Console.InForce(3, Console.Live.Current.Policy.Apply(new PolicyPatch { Upserts = [Test("features migrate", "feature/x", Effect.Deny)] }));
        page.WaitForAssertion(() => Assert.Contains("all pass", page.Find("[data-test=verdict]").TextContent, StringComparison.Ordinal));
        Assert.Contains("revision 3", page.Find("[data-test=verdict]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_OpensTheSameQuestionInTheSimulator()
    {
        var address = Open().Find("[data-name='features migrate'] td:last-child a").GetAttribute("href");
        Assert.Equal("/simulator?identity=payments-deploy&branch=feature%2Fx&source=webhook&environment=production&service=payments-api&method=POST&path=%2Fadmin%2F1", address);
    }

    [Theory]
    [InlineData(null, null, "/simulator?caller=nobody&environment=production&service=payments-api")]
    [InlineData("""{"iss":"x"}""", null, "/simulator?caller=claims&identity=%7B%22iss%22%3A%22x%22%7D&environment=production&service=payments-api")]
    [InlineData(null, "spiffe://acme.example/a", "/simulator?caller=spiffe&identity=spiffe%3A%2F%2Facme.example%2Fa&environment=production&service=payments-api")]
    [InlineData("""{"iss":"x"}""", "spiffe://acme.example/a", null)]
    public void Question_OfAnyCaller_HasItsFields(string? claims, string? spiffeId, string? address) =>
        Assert.Equal(address, SimulatorQuery.Of(new DecisionRequest { Claims = claims, SpiffeId = spiffeId, Environment = "production", Service = "payments-api", Method = "GET", Path = "/" })?.Address);

    [Fact]
    public void PolicyWithoutTests_SaysHowToMakeOne()
    {
        Console.InForce(3, Console.Live.Current.Policy.Apply(new PolicyPatch { Deletes = [new(PolicyKind.Test, "main migrates"), new(PolicyKind.Test, "features migrate")] }));
        Assert.Contains("no tests", Open().Find("[data-test=empty]").TextContent, StringComparison.Ordinal);
    }

    private static PolicyTest Test(string name, string branch, Effect expect) => new()
    {
        Name = name,
        Given = new DecisionRequest { Pipeline = "payments-deploy", Branch = branch, Source = "webhook", Environment = "production", Service = "payments-api", Method = "POST", Path = "/admin/1" },
        Expect = expect,
    };

    private IRenderedComponent<TestsPage> Open(string query = "")
    {
        Navigation.NavigateTo("/tests" + query);
        var page = Render<TestsPage>();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=loading]")));
        return page;
    }
}
