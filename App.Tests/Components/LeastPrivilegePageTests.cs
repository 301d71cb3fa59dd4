using AccessConsole.Components.Pages.LeastPrivilege;
using AccessConsole.Core.Changes;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.LeastPrivilege;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class LeastPrivilegePageTests : PageContext
{
    private static readonly DateTimeOffset Now = Console.Now;

    public LeastPrivilegePageTests()
    {
        SignIn(Console.Carol);
        Console.History.Revisions.Add(new Revision(1, Now.AddDays(-60), Now.AddDays(-60), Console.Alice.Actor, "The first", PolicyDigest.Empty, Draft: null, RolledBackTo: null, []));
    }

    [Fact]
    public void Grant_OfASilentEngine_IsNotCalledUnused()
    {
        var page = Open();
        Assert.Contains("No engine sent a decision", page.Find("[data-test=no-log]").TextContent, StringComparison.Ordinal);
        Assert.Equal("not seen, unproven", page.Find("[data-test=standing]").TextContent);
        Assert.Contains("nginx before payments-api in production sent nothing", page.Find("[data-test=doubt]").TextContent, StringComparison.Ordinal);
        Evidence.Losses["production"] = 1_200;
        Hear();
        page = Open("?show=unused");
        Assert.Equal("unused", page.Find("[data-test=standing]").TextContent);
        Assert.Contains("1,200 decisions", page.Find("[data-test=lost]").TextContent, StringComparison.Ordinal);
        Assert.Contains("0 used", page.Find("[data-test=standings]").TextContent, StringComparison.Ordinal);
        Assert.Contains("as you chose above", Open("?show=used").Find("[data-test=empty]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void NoGrants_SaysHowTheFirstOneComes()
    {
        Console.InForce(2, PolicySet.Empty);
        Assert.Equal("/grants/new", Open().Find("[data-test=empty] [data-test=first]").GetAttribute("href"));
    }

    [Fact]
    public void Grant_ThatIsYoungerThanTheWindow_IsNotCalledUnused()
    {
        Hear();
        Console.History.Changed.Add(new PolicyReference(PolicyKind.Role, Console.Live.Current.Policy.Grants["payments-migrates"].Role));
        var page = Open("?show=unproven");
        Assert.Contains("it, or its role, was changed within the window", page.Find("[data-test=doubt]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(Open("?show=unused").FindAll("[data-test=empty]"));
    }

    [Fact]
    public void Grant_OfAnEngineThatBeganLate_NamesIt()
    {
        Evidence.Sources.Add(new DecisionSource("staging", "other", Target.Opa, 31, 500, EvidenceWindow.BeginningOf(30, Now), Now));
        Evidence.Sources.Add(new DecisionSource("production", "payments-api", Target.Nginx, 1, 500, Now.AddDays(-1), Now));
        Assert.Contains("nginx before payments-api in production sent nothing on the window's first day", Open().Find("[data-test=doubt]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void UsedGrant_Narrowed_ShowsTheCallsThatWouldHaveBeenDeniedAndBecomesADraft()
    {
        Hear();
        Evidence.Uses["payments-migrates"] = new TotalUse(40, Now);
        Evidence.Calls.Add(Call("/admin/now", "main", 40));
        Evidence.Calls.Add(Call("/admin/then", "release/1", 3) with { Method = "POST", InWindow = 0 });
        var page = Open();
        Assert.Contains("choose grants first", page.Find("[data-test=preview-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=select]").Change(true);
        page.Find("[data-test=preview]").Click();

        page.WaitForAssertion(() => Assert.Contains("Would have denied 3 of 43 calls", page.Find("[data-test=replay]").TextContent, StringComparison.Ordinal));
        var narrowed = page.Find("[data-test=narrowed]").TextContent;
        Assert.Contains("without POST /admin/**", narrowed, StringComparison.Ordinal);
        Assert.Contains("from branch main instead of branch main, release/*", narrowed, StringComparison.Ordinal);
        Assert.Contains("POST /admin/then", Assert.Single(page.FindAll("[data-test=call]")).TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-test=closes]"));

        page.Find("[data-test=draft]").Click();
        page.WaitForAssertion(() => Assert.Contains("/drafts/", Navigation.Uri, StringComparison.Ordinal));
        Assert.Equal("Narrow 1 grant to what 30 days showed", Drafted());
    }

    [Fact]
    public void Viewer_SeesWhatNarrowingWouldDo_AndDraftsNothing()
    {
        SignIn(Console.Victor);
        Hear();
        var page = Open();
        page.Find("[data-test=select-page]").Change(true);
        page.Find("[data-test=preview]").Click();
        page.WaitForAssertion(() => Assert.Contains("ends: nothing used it", page.Find("[data-test=narrowed]").TextContent, StringComparison.Ordinal));
        Assert.Contains("needs the editor role", page.Find("[data-test=draft-reason]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusedCalls_AreProposedAndDrafted()
    {
        Assert.Contains("Nothing is proposed", Open("?show=proposals").Find("[data-test=empty]").TextContent, StringComparison.Ordinal);
        Evidence.Refused.Add(Call("/refunds", "main", 5) with { Grant = "", Principal = "pipeline/shop-deploy" });
        var page = Open("?show=proposals");
        Assert.Contains("GET /refunds", page.Find("[data-test=proposal]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=propose]").Click();
        page.WaitForAssertion(() => Assert.Equal("Let pipeline/shop-deploy call payments-api in production", Drafted()));
    }

    [Fact]
    public async Task Report_OfOtherRolesOrOfAFormerRevision_IsNotShownAgain()
    {
        var model = Services.GetRequiredService<LeastPrivilegeViewModel>();
        await model.LoadAsync(Console.Carol, new LeastPrivilegeQuery(), Cancellation);
        var first = model.Report!;
        Assert.Equal("payments-migrates", Assert.Single(model.Rows).Grant.Name);
        await model.LoadAsync(Console.Carol, new LeastPrivilegeQuery(Text: "pay"), Cancellation);
        Assert.Same(first, model.Report);

        await model.LoadAsync(Console.Carol with { Roles = [new RoleAssignment(ConsoleRole.Editor, ["staging"])] }, new LeastPrivilegeQuery(), Cancellation);
        Assert.Empty(model.Rows);

        await model.LoadAsync(Console.Carol, new LeastPrivilegeQuery(), Cancellation);
        Console.InForce(2, Console.Live.Current.Policy);
        await model.LoadAsync(Console.Carol, new LeastPrivilegeQuery(), Cancellation);
        Assert.Equal(2, model.Report!.Revision);
    }

    [Fact]
    public async Task Answer_ThatALaterQuestionOvertook_IsNotShown()
    {
        var model = Services.GetRequiredService<LeastPrivilegeViewModel>();
        var slow = new TaskCompletionSource();
        Evidence.SlowRefused = slow.Task;
        var first = model.LoadAsync(Console.Carol, new LeastPrivilegeQuery(Show: LeastPrivilegeQuery.Proposals), Cancellation);
        await model.LoadAsync(Console.Carol, new LeastPrivilegeQuery(Days: 7), Cancellation);

        slow.SetResult();
        await first;

        Assert.Equal((7, ""), (model.Query.Days, model.Query.Show));
        Assert.Null(model.Proposals);
        Assert.Equal(7, model.Report!.Window.Days);
    }

    [Fact]
    public async Task Preview_OfAWindowThatIsNoLongerShown_IsNotShown()
    {
        var model = Services.GetRequiredService<LeastPrivilegeViewModel>();
        await model.LoadAsync(Console.Carol, new LeastPrivilegeQuery(), Cancellation);
        var slow = new TaskCompletionSource();
        Evidence.SlowCalls = slow.Task;
        var preview = model.PreviewAsync(Console.Carol, ["payments-migrates"]);
        await model.LoadAsync(Console.Carol, new LeastPrivilegeQuery(Days: 7), Cancellation);

        slow.SetResult();
        await preview;

        Assert.Null(model.Preview);
    }

    [Fact]
    public async Task Questions_AboutSingleDecisions_AreAskedOneAtATime()
    {
        var use = Services.GetRequiredService<AccessUse>();
        var first = new TaskCompletionSource();
        Evidence.SlowRefused = first.Task;
        var asked = Enumerable.Range(0, 3).Select(_ => use.ProposalsAsync(Console.Carol, 30, TimeSpan.FromDays(30), Cancellation)).ToArray();
        Assert.Equal(1, Evidence.RefusedAsked);
        first.SetResult();
        await Task.WhenAll(asked);
        Assert.Equal(3, Evidence.RefusedAsked);
    }

    private string Drafted() => Assert.Single(Console.Drafts.ListAsync(new DraftFilter(), null, 10, Cancellation).Result).Title;

    private static SeenCall Call(string path, string branch, long count) => new()
    {
        Grant = "payments-migrates",
        Principal = "pipeline/payments-deploy",
        Environment = "production",
        Service = "payments-api",
        Method = "GET",
        Path = path,
        Branch = branch,
        Source = "webhook",
        InWindow = count,
        Count = count,
        First = Now.AddDays(-3),
        Last = Now.AddDays(-1),
    };

    private void Hear() => Evidence.Sources.Add(new DecisionSource("production", "payments-api", Target.Nginx, 31, 500, EvidenceWindow.BeginningOf(30, Now), Now));

    private IRenderedComponent<LeastPrivilegePage> Open(string query = "")
    {
        Navigation.NavigateTo($"/least-privilege{query}");
        var page = Render<LeastPrivilegePage>();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=loading]")));
        return page;
    }
}
