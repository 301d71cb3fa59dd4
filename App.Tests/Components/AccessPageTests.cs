using AccessConsole.Components.Pages.Access;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class AccessPageTests : PageContext
{
    private static readonly Actor Bob = new(ActorKind.Person, "demo", "bob", "Bob");

    public AccessPageTests()
    {
        SignIn(Console.Victor);
        Console.History.Revisions.Add(Revision(1, Console.Now.AddDays(-2)));
    }

    [Fact]
    public void Matrix_SaysInWordsWhatEachCellIs()
    {
        var page = Open("/access?environment=production");
        Assert.Equal(["payments-deploy to payments-api in production: allowed under conditions"], Cells(page, "payments-deploy"));
        Assert.Equal(["shop-deploy to payments-api in production: nothing"], Cells(page, "shop-deploy"));
        Assert.Equal("col", page.Find("[data-test=matrix-column]").GetAttribute("scope"));
        Assert.Equal("row", page.Find("[data-test=matrix-row] th").GetAttribute("scope"));
        Assert.Equal(["0", "-1"], page.FindAll("[data-grid] td a").Select(a => a.GetAttribute("tabindex")));
    }

    [Fact]
    public void Cell_Opened_NamesGrantConditionsAndWhoApproved()
    {
        var page = Open("/access?cell=pipeline%2Fpayments-deploy%40payments-api%40production");
        var why = page.Find("[data-test=why]").TextContent;
        Assert.Contains("Allowed under conditions", why, StringComparison.Ordinal);
        Assert.Contains("payments-migrates", why, StringComparison.Ordinal);
        Assert.Contains("branch main or release/*", why, StringComparison.Ordinal);
        Assert.Contains("approved by Bob", why, StringComparison.Ordinal);
        var simulator = page.Find("[data-test=why-simulate]").GetAttribute("href")!;
        Assert.Contains("identity=payments-deploy&branch=main&source=webhook&environment=production&service=payments-api", simulator, StringComparison.Ordinal);
    }

    [Fact]
    public void Cell_OfSomethingThatIsNotThere_SaysSo() =>
        Assert.NotEmpty(Open("/access?cell=pipeline%2Fgone%40payments-api%40production").Find("[data-test=cell-problem]").TextContent);

    [Fact]
    public void Table_NamesTheRevisionThatBroughtTheGrant()
    {
        var row = Open("/access?view=table&environment=production&service=payments").Find("[data-test=access-row]").TextContent;
        Assert.Contains("payments-deploy", row, StringComparison.Ordinal);
        Assert.Contains("GET POST /admin/**", row, StringComparison.Ordinal);
        Assert.Contains("revision 1", row, StringComparison.Ordinal);
        Assert.Contains("approved by Bob", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_WhereNothingEnforces_SaysThatEverybodyPasses()
    {
        var policy = Console.Live.Current.Policy;
        var service = policy.Services["payments-api"];
        Console.InForce(2, policy.Apply(new PolicyPatch { Upserts = [service with { Deployments = service.Deployments.Select(d => d with { Mode = Mode.Shadow }).ToValueList() }] }));
        var rows = Open("/access?view=table&environment=staging").FindAll("[data-test=access-row]");
        Assert.Contains("everybody", Assert.Single(rows).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void EarlierMoment_ShowsThePolicyOfThenAndTheRevisionsOfTheDay()
    {
        Console.History.Policies[1] = Console.Live.Current.Policy.ToDocument();
        Console.InForce(2, Console.Live.Current.Policy.Apply(new PolicyPatch { Deletes = [new PolicyReference(PolicyKind.Grant, "payments-migrates")] }));
        Assert.NotEmpty(Open("/access?view=table").Find("[data-test=nothing]").TextContent);
        var page = Open("/access?view=table&at=2026-11-29");
        Assert.Contains("payments-migrates", page.Find("[data-test=access-row]").TextContent, StringComparison.Ordinal);
        Assert.Contains("revision 1", page.Find("[data-test=moment]").TextContent, StringComparison.Ordinal);
        Assert.Contains("On that day came into force", page.Find("[data-test=moment]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/access?at=yesterday")]
    [InlineData("/access?revision=many")]
    [InlineData("/access?revision=77")]
    public void Moment_ThatCannotBeMeant_IsAProblemThatSaysWhy(string address) => Assert.NotEmpty(Open(address).Find("[data-test=problem]").TextContent);

    [Fact]
    public async Task Filters_GoIntoTheAddress()
    {
        var page = Open("/access");
        await page.InvokeAsync(() => page.Find("[data-test=chip-production]").Click());
        await page.InvokeAsync(() => page.Find("[data-test=principal]").Input("shop"));
        await page.InvokeAsync(() => page.Find("[data-test=mode-declared]").Change(true));
        Assert.EndsWith("/access?environment=production&principal=shop&mode=declared", Navigation.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal("shop-deploy", page.Find("[data-test=matrix-row]").GetAttribute("data-name")));
        await page.InvokeAsync(() => page.Find("[data-test=clear]").Click());
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-test=matrix-row]").Count));
    }

    [Fact]
    public void Graph_HasTheSameAsATable()
    {
        Assert.Contains("payments-deploy", Open("/access?view=graph").Find("[data-test=choose-focus]").TextContent, StringComparison.Ordinal);
        var page = Open("/access?view=graph&focus=service%2Fpayments-api");
        Assert.Equal(["payments-migrates"], page.FindAll("[data-test=graph-group]").Select(row => row.GetAttribute("data-name")));
        Assert.Contains("payments-deploy", page.Find("[data-test=graph-way]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.Find("[data-test=graph]").GetAttribute("aria-label")!);
    }

    [Fact]
    public void Graph_GroupFoldedAndGatheredOtherwise_IsInTheAddress()
    {
        var page = Open("/access?view=graph&focus=service%2Fpayments-api");
        var fold = page.Find("[data-test=fold]");
        Assert.Equal(("true", "Ways of payments-migrates"), (fold.GetAttribute("aria-expanded"), fold.GetAttribute("aria-label")));
        var folded = Open(fold.GetAttribute("href")!);
        Assert.Equal("false", folded.Find("[data-test=fold]").GetAttribute("aria-expanded"));
        Assert.Empty(folded.FindAll("[data-test=graph-way]"));
        Assert.Contains("1 way in 1 group, 0 of them open", folded.Find("[data-test=graph-count]").TextContent, StringComparison.Ordinal);

        var byCaller = Open(page.Find("[data-test=group-principal]").GetAttribute("href")!);
        Assert.Equal("payments-deploy", byCaller.Find("[data-test=graph-group]").GetAttribute("data-name"));
        Assert.Equal("true", byCaller.Find("[data-test=group-principal]").GetAttribute("aria-current"));
        Assert.Empty(byCaller.FindAll("[data-test=group-service]"));
    }

    [Fact]
    public void Graph_WayAskedWhy_ShowsTheReasonsBesideIt()
    {
        var why = Open("/access?view=graph&focus=service%2Fpayments-api").Find("[data-test=graph-why]");
        var page = Open(why.GetAttribute("href")!);
        Assert.Contains("branch main or release/*", page.Find("[data-test=why]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-test=graph-way]"));
    }

    [Fact]
    public void Export_IsForAuditors()
    {
        Assert.Equal("true", Open("/access").Find("[data-test=export]").GetAttribute("aria-disabled"));
        SignIn(Console.Alice);
        Assert.Equal("/api/v1/access/export?environment=staging", Open("/access?environment=staging").Find("[data-test=export]").GetAttribute("href"));
    }

    [Fact]
    public void Observed_IsLaidOverWhatIsDeclared_AsTableAndAsDrawing()
    {
        Evidence.Sources.Add(new DecisionSource("production", "payments-api", Target.Nginx, 31, 500, EvidenceWindow.BeginningOf(30, Console.Now), Console.Now));
        Evidence.Observed.Add(new ObservedUse("production", "payments-api", "pipeline/payments-deploy", "payments-migrates", "granted", "allow", 40, Console.Now.AddDays(-1), Console.Now));
        Evidence.Observed.Add(new ObservedUse("production", "payments-api", "pipeline/shop-deploy", "", "no_grant", "deny", 3, Console.Now.AddDays(-1), Console.Now));
        var page = Open("/access?mode=observed");
        Assert.Equal(["Refused", "Observed"], page.FindAll("[data-test=observed-row]").Select(row => row.GetAttribute("data-state")));
        Assert.Contains("approved by Bob", page.FindAll("[data-test=observed-row]")[1].TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=view-matrix]"));
        var drawing = Open("/access?view=graph&mode=observed&focus=service%2Fpayments-api");
        Assert.EndsWith("mode=observed&focus=service%2Fpayments-api", drawing.FindComponent<AccessDrawing>().Instance.DataAddress, StringComparison.Ordinal);
        Assert.Equal(["Observed", "Refused"], drawing.FindAll("[data-test=graph-way]").Select(row => row.GetAttribute("data-state")).Order(StringComparer.Ordinal));
        Evidence.Observed.Clear();
        Assert.Equal(["NeverObserved"], Open("/access?mode=observed&view=table").FindAll("[data-test=observed-row]").Select(row => row.GetAttribute("data-state")));
        SignIn(Console.Alice);
        Assert.Equal("/api/v1/access/observed/export?mode=observed&format=signed", Open("/access?mode=observed").Find("[data-test=export-signed]").GetAttribute("href"));
    }

    [Fact]
    public void EmptyPolicy_SaysWhatToDo()
    {
        Console.InForce(2, PolicySet.Empty);
        Assert.NotEmpty(Open("/access").Find("[data-test=empty]").TextContent);
    }

    [Fact]
    public void DatabaseAway_ShowsTheAccessInForceAllTheSame()
    {
        Console.History.IsAway = true;
        Assert.NotEmpty(Open("/access?view=table").FindAll("[data-test=access-row]"));
        Assert.NotEmpty(Open("/access?revision=7").Find("[data-test=failed]").TextContent);
    }

    private static Revision Revision(int number, DateTimeOffset at) =>
        new(number, at, at, Bob, "the first", "digest", null, null, [new Approval(Bob, at, "digest", at, null)]);

    private static IEnumerable<string?> Cells(IRenderedComponent<AccessPage> page, string principal) =>
        page.Find($"[data-test=matrix-row][data-name={principal}]").QuerySelectorAll("td a").Select(a => a.GetAttribute("aria-label"));

    private IRenderedComponent<AccessPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        var page = Render<AccessPage>();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=loading]")));
        return page;
    }
}
