using System.Text;
using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Core.Import.Requests;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Uploads;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Many requests of a file, decided at once.</summary>
public sealed class ManyPageTests : PageContext
{
    private const string Header = "pipeline,branch,source,environment,service,method,path\n";
    private const string Granted = "payments-deploy,main,webhook,production,payments-api,POST,/admin/x\n";
    private const string Denied = "payments-deploy,feature/x,webhook,production,payments-api,POST,/admin/x\n";

    public ManyPageTests()
    {
        SignIn(Console.Carol);
        Services.AddSingleton<AntiforgeryStateProvider, NoAntiforgery>();
    }

    [Fact]
    public void Requests_AreDecided_AndFilteredByEffect()
    {
        var page = Open(Upload(Header + Granted + Denied));
        Assert.Equal(["allow", "deny"], page.FindAll("[data-test=decision]").Select(d => d.GetAttribute("data-effect")));
        Assert.Contains("payments-migrates", page.Find("[data-test=decision]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=show-deny]").Click();
        page.WaitForAssertion(() => Assert.Contains("no_grant", Assert.Single(page.FindAll("[data-test=decision]")).TextContent, StringComparison.Ordinal));
        Assert.Contains("effect=deny", Navigation.Uri, StringComparison.Ordinal);
        Assert.Contains("effect=deny", page.Find("[data-test=download]").GetAttribute("href")!, StringComparison.Ordinal);
        Assert.Contains("branch=feature%2Fx", page.Find("[data-test=why]").GetAttribute("href")!, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyRequests_AreShownPageByPage()
    {
        var page = Open(Upload(Header + string.Concat(Enumerable.Repeat(Granted, 120))) + "&page=3");
        Assert.Equal(20, page.FindAll("[data-test=decision]").Count);
        Assert.Equal("101–120 of 120", page.Find("[data-test=count]").TextContent);
    }

    [Fact]
    public async Task ShownOnes_BecomeTestsOfADraft_ThatExpectWhatWasDecided()
    {
        var page = Open(Upload(Header + Granted + Denied));
        page.Find("[data-test=tests-title-field]").Input("calls of June");
        page.Find("[data-test=make-tests]").Click();
        page.WaitForAssertion(() => Assert.Contains("/drafts/", Navigation.Uri, StringComparison.Ordinal));
        var draft = Assert.Single(await Console.Drafts.ListAsync(new DraftFilter(), null, 10, Cancellation));
        Assert.Equal([("calls of June: line 2", Effect.Allow), ("calls of June: line 3", Effect.Deny)], draft.Patch.Upserts.Cast<PolicyTest>().Select(t => (t.Name, t.Expect)));
        Assert.Empty(Console.Workflow.Review(draft).Problems);
    }

    [Fact]
    public void Tests_NeedATitle_AndTheRole()
    {
        var page = Open(Upload(Header + Granted));
        page.Find("[data-test=tests-title-field]").Input(" ");
        Assert.Contains("say what the tests are about", page.Find("[data-test=make-tests-reason]").TextContent, StringComparison.Ordinal);
        SignIn(Console.Victor);
        Assert.Contains("editor role", Open(Upload(Header + Granted, Console.Victor.Actor.Person)).Find("[data-test=make-tests-reason]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_AreAllShown_WithRowAndField_AndNothingIsDecided()
    {
        var page = Open(Upload(Header + "x,,,,payments-api,GET,/\n" + Granted.Replace("webhook", "a\u202eb", StringComparison.Ordinal)));
        Assert.Equal([("2", "environment"), ("3", "source")], page.FindAll("[data-test=request-problem]").Select(p => (p.GetAttribute("data-line")!, p.QuerySelector("code")!.TextContent)));
        Assert.Empty(page.FindAll("[data-test=decision], [data-test=download], [data-test=make-tests]"));
    }

    [Theory]
    [InlineData("x", "`x` is no revision")]
    [InlineData("77", "there is no revision 77")]
    public void Revision_ThatIsNone_IsSaid(string revision, string said)
    {
        var page = Open(Upload(Header + Granted) + "&revision=" + revision);
        page.WaitForAssertion(() => Assert.Contains(said.Replace("`", "", StringComparison.Ordinal), page.Find("[data-test=problem]").TextContent.Replace("`", "", StringComparison.Ordinal), StringComparison.Ordinal));
        page.Find("[data-test=revision]").Change("");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-test=decision]")));
    }

    [Fact]
    public void File_OfSomebodyElse_IsNotHere()
    {
        var upload = Upload(Header + Granted);
        SignIn(Console.Alice);
        Assert.NotEmpty(Open(upload).FindAll("[data-test=gone]"));
    }

    private string Upload(string text, AccessConsole.Core.Auditing.PersonId? owner = null) => "upload=" + Services.GetRequiredService<RequestShelf>()
        .Put(owner ?? Console.Carol.Actor.Person, "calls.csv", new SentRequests(RequestFile.Read(Encoding.UTF8.GetBytes(text)), text.Length)).Id;

    private IRenderedComponent<ManyPage> Open(string query)
    {
        Navigation.NavigateTo("/simulator/many?" + query);
        var page = Render<ManyPage>();
        page.WaitForElement("form, [data-test=decision], [data-test=problems], [data-test=problem]");
        return page;
    }

    private sealed class NoAntiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
