using AccessConsole.Components.Pages.Requests;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Requests;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support.Fakes;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class RequestPageTests : PageContext
{
    private readonly FakeGrantRequestStore requests = new();
    private readonly RequestWorkflow workflow;

    public RequestPageTests()
    {
        var judge = new RequestJudge(Console.Live, new ChangeReviewer(new PolicyCompiler(TargetCompilers.All), isDevelopment: true), Console.Clock);
        // Nothing here publishes: that is the publisher's own affair and needs a database.
        workflow = new RequestWorkflow(requests, Console.Refusals, Console.Live, judge, publisher: null!, sealing: null!, Options.Create(new RequestOptions()), Console.Clock);
        Services.AddSingleton<IGrantRequestStore>(requests).AddSingleton(judge).AddSingleton(workflow);
    }

    [Fact]
    public async Task Request_OfMine_SaysThatOthersApproveIt()
    {
        var page = Open(await AskAsync(Console.Bob), Console.Bob);
        Assert.Contains("gains", page.Find("[data-test=access-diff]").TextContent, StringComparison.Ordinal);
        Assert.Contains("you asked for this yourself", page.Find("[data-test=approve-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=withdraw]").Click();
        page.WaitForAssertion(() => Assert.Contains("withdrawn", page.Find("[data-test=state]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-test=approve]"));
    }

    [Fact]
    public async Task LastApproval_ThatWidensProduction_IsConfirmedByItsName()
    {
        var request = await AskAsync(Console.Victor);
        var page = Open(request, Console.Bob);
        Assert.Contains("type production above to confirm", page.Find("[data-test=approve-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=confirm]").Input("prod");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-test=approve-reason]")));
        page.Find("[data-test=confirm]").Input("production");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=approve-reason]")));
    }

    [Fact]
    public async Task Approval_ThatBecameTheLastUnseen_IsNotGivenByOnePress()
    {
        var request = await AskAsync(Console.Victor);
        Open(request, Console.Bob);
        var model = new RequestViewModel(workflow, Services.GetRequiredService<RequestJudge>(), requests, Console.Live);
        await model.LoadAsync(Console.Bob, request.Id, Cancellation);
        await model.ApproveAsync(Console.Bob, model.Shown!, "");
        Assert.Contains("type production to confirm", model.Result!.Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(RequestState.Waiting, (await requests.FindAsync(request.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task Request_Declined_KeepsTheReason()
    {
        var page = Open(await AskAsync(Console.Victor), Console.Bob);
        Assert.Contains("give a reason first", page.Find("[data-test=decline-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=comment]").Input("not on a Friday");
        page.Find("[data-test=decline]").Click();
        page.WaitForAssertion(() => Assert.Contains("not on a Friday", page.Find("[data-test=step][data-kind=Declined]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_OfAPipelineThatIsGone_SaysSo()
    {
        var request = await AskAsync(Console.Victor, "shop-deploy");
        Console.InForce(2, Console.Live.Current.Policy.Apply(new PolicyPatch { Deletes = [new PolicyReference(PolicyKind.Pipeline, "shop-deploy")] }));
        var page = Open(request, Console.Bob);
        Assert.Contains("there is no pipeline shop-deploy any more", page.Find("[data-test=gone]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ShowsWhatWaitsForMe()
    {
        await AskAsync(Console.Victor);
        await AskAsync(Console.Bob);
        SignIn(Console.Bob);
        Navigation.NavigateTo("/requests?show=approve");
        var page = Render<RequestsPage>();
        page.WaitForAssertion(() => Assert.Contains("victor", Assert.Single(page.FindAll("[data-test=request]")).TextContent, StringComparison.Ordinal));
        SignIn(Console.Victor);
        var none = Render<RequestsPage>();
        none.WaitForAssertion(() => Assert.NotNull(none.Find("[data-test=empty]")));
    }

    [Fact]
    public async Task Request_AskedBefore_IsShownBesideTheNext()
    {
        await AskAsync(Console.Victor);
        var page = Open(await AskAsync(Console.Victor), Console.Bob);
        Assert.Single(page.FindAll("[data-test=former] [data-test=request]"));
        Assert.Contains("payments-migrates", page.Find("[data-test=standing]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Ask_OfWhatWasChangedSinceItWasShown_IsHeldBack()
    {
        SignIn(Console.Victor);
        Navigation.NavigateTo(new AskQuery { Name = "payments-deploy", Role = "migrator", Environment = "production", For = "2h" }.Address);
        var page = Render<AskPage>();
        page.WaitForAssertion(() => Assert.Contains("0 of 1", page.Find("[data-test=approvals-production]").TextContent, StringComparison.Ordinal));
        page.Find("[data-test=reason]").Input("PAY-9");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=ask-reason]")));
        page.Find("[data-test=duration]").Input("9h");
        page.WaitForAssertion(() => Assert.Contains("something above was changed", page.Find("[data-test=ask-reason]").TextContent, StringComparison.Ordinal));
        page.Find("[data-test=duration]").Input("2h");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=ask-reason]")));
        page.Find("[data-test=ask]").Click();
        page.WaitForAssertion(() => Assert.Matches("/requests/[0-9a-f-]{36}$", Navigation.Uri));
    }

    [Fact]
    public void Ask_WithoutADuration_IsNotWrongBeforeItIsToBeShown()
    {
        SignIn(Console.Victor);
        Navigation.NavigateTo(new AskQuery { Name = "payments-deploy", Role = "migrator", Environment = "production" }.Address);
        var page = Render<AskPage>();
        Assert.Empty(Wrong(page));
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Equal(["duration"], Wrong(page)));
        page.Find("[data-test=duration]").Input("2h");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.NotNull(page.Find("[data-test=approvals-production]")));
        Assert.Empty(Wrong(page));
    }

    [Fact]
    public void Ask_OfNothing_NamesAllThatIsWantedOnceItIsToBeShown()
    {
        SignIn(Console.Victor);
        Navigation.NavigateTo(AskQuery.Page);
        var page = Render<AskPage>();
        Assert.Empty(Wrong(page));
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Equal(["name", "role", "environment", "duration"], Wrong(page)));
    }

    private static string?[] Wrong(IRenderedComponent<AskPage> page) => [.. page.FindAll("[aria-invalid=true]").Select(field => field.GetAttribute("data-test"))];

    private IRenderedComponent<RequestPage> Open(GrantRequest request, ConsoleUser user)
    {
        SignIn(user);
        var page = Render<RequestPage>(parameters => parameters.Add(p => p.Id, request.Id));
        page.WaitForAssertion(() => Assert.NotNull(page.Find("[data-test=state]")));
        return page;
    }

    private async Task<GrantRequest> AskAsync(ConsoleUser user, string pipeline = "payments-deploy")
    {
        var ask = new AccessAsk(new PolicyReference(PolicyKind.Pipeline, pipeline), "migrator", "production", Conditions.None, TimeSpan.FromHours(2), "PAY-9");
        var result = await workflow.AskAsync(user, ask, Cancellation);
        Assert.True(result.Request is not null, result.Refusal?.Message + string.Join(';', result.Refusal?.Problems.Select(p => p.Message) ?? []));
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        return result.Request;
    }
}
