using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Pages that show what no longer stands, and are acted on all the same: nothing is lost, and nothing happens that was not seen.</summary>
public sealed class StaleTabTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly ConsoleUser Carol = ConsoleInBrowser.Person("carol");
    private static readonly ConsoleUser Alice = ConsoleInBrowser.Person("alice");

    private readonly ConsoleInBrowser console = new(postgres);

    private DraftWorkflow Workflow => console.Host.Get<DraftWorkflow>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.With("approvals: 2", "approvals: 1"));
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Editor_WhoseDraftWasPublishedElsewhere_KeepsWhatIsTypedAndSaysWhy()
    {
        var page = await OpenAsync("carol", "/grants/deploy-reads-staging");
        var draft = await TypeAsync(page, "a first reason");
        Assert.NotNull((await Workflow.PublishAsync(Alice, draft.Id, null, Cancellation)).Revision);
        await page.Field("reason").FillAsync("a reason that came too late");

        await Assertions.Expect(page.Field("refusal")).ToContainTextAsync("the draft is published and cannot be edited");
        await Assertions.Expect(page.Field("refusal")).ToContainTextAsync("What you typed is still here");
        await Assertions.Expect(page.Field("reason")).ToHaveValueAsync("a reason that came too late");
        Assert.Equal("a first reason", console.Host.Get<LivePolicy>().Current.Policy.Grants["deploy-reads-staging"].Reason);
    }

    [Fact]
    public async Task Editor_WhoseDraftWasWithdrawnElsewhere_IsNotLeftWithoutAWord()
    {
        var page = await OpenAsync("carol", "/grants/deploy-reads-staging");
        var draft = await TypeAsync(page, "a first reason");
        Assert.Null((await Workflow.WithdrawAsync(Carol, draft.Id, null, Cancellation)).Refusal);
        await page.Field("reason").FillAsync("a reason that came too late");
        await Assertions.Expect(page.Field("refusal")).ToContainTextAsync("the draft is withdrawn and cannot be edited");

        await page.Field("nav-home").ClickAsync();
        await Assertions.Expect(page.Field("leave-unsaved")).ToBeVisibleAsync();
        await Assertions.Expect(page.Field("reason")).ToHaveValueAsync("a reason that came too late");
        await page.Field("leave-unsaved").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Home");
    }

    [Fact]
    public async Task TwoTabs_OnOneGrantOfADraft_LoseNothing()
    {
        var first = await OpenAsync("carol", "/grants/deploy-reads-staging");
        await TypeAsync(first, "typed in the first tab");
        var second = await first.Context.NewPageAsync();
        await second.OpenAsync(new Uri(first.Url).PathAndQuery);
        await Assertions.Expect(second.Field("reason")).ToHaveValueAsync("typed in the first tab");
        await TypeAsync(second, "typed in the second tab");
        await first.Field("reason").FillAsync("typed in the first tab again");

        await Assertions.Expect(first.Field("refusal")).ToContainTextAsync("somebody changed the draft meanwhile");
        await Assertions.Expect(first.Field("reason")).ToHaveValueAsync("typed in the first tab again");
        var stands = Assert.Single((await OnlyDraftAsync()).Patch.Upserts);
        Assert.Equal("typed in the second tab", ((Grant)stands).Reason);
    }

    [Fact]
    public async Task TwoTabs_OnTwoGrantsOfADraft_BothSave()
    {
        var first = await OpenAsync("carol", "/grants/deploy-reads-staging");
        var draft = await TypeAsync(first, "typed in the first tab");
        var second = await first.Context.NewPageAsync();
        await second.OpenAsync($"/grants/deploy-reads-production?draft={draft.Id}");
        await TypeAsync(second, "typed in the second tab");
        await TypeAsync(first, "typed in the first tab again");

        var reasons = (await OnlyDraftAsync()).Patch.Upserts.Cast<Grant>().ToDictionary(g => g.Name, g => g.Reason);
        Assert.Equal("typed in the first tab again", reasons["deploy-reads-staging"]);
        Assert.Equal("typed in the second tab", reasons["deploy-reads-production"]);
    }

    [Fact]
    public async Task Approve_PressedOnAScreenThatIsBeingReplaced_ApprovesNothing()
    {
        var draft = await SubmittedAsync("SEEN-1");
        var page = (await SignInAsync("bob")).Pages[0];
        var line = await SlowLine.BeforeAsync(page);
        await page.OpenAsync($"/drafts/{draft.Id}");
        await Assertions.Expect(page.Field("approve")).ToBeVisibleAsync();
        var coming = line.HoldServer();
        await Workflow.EditAsync(Carol, draft.Id, null, new DraftEdit(null, Patch("UNSEEN-2"), null), Cancellation);
        Assert.Null((await Workflow.SubmitAsync(Carol, draft.Id, null, Cancellation)).Refusal);
        // What the server shows by now is on its way, and the screen has the former.
        await coming;
        await page.Field("approve").ClickAsync();
        line.Release();

        // Whether that is refused or comes to a button that meanwhile says why it cannot be used: who has seen what stands can still approve it, once.
        await Assertions.Expect(page.GetByText("UNSEEN-2").First).ToBeVisibleAsync();
        Assert.Empty((await OnlyDraftAsync()).Approvals);
        await page.Field("approve").ClickAsync();
        await Assertions.Expect(page.Field("approval")).ToHaveCountAsync(1);
        Assert.Single((await OnlyDraftAsync()).Approvals);
    }

    [Fact]
    public async Task Publish_PressedAfterSomebodyElseDid_SaysWhatStands()
    {
        var draft = await SubmittedAsync("SEEN-1", "deploy-reads-staging");
        var page = (await SignInAsync("alice")).Pages[0];
        var line = await SlowLine.BeforeAsync(page);
        await page.OpenAsync($"/drafts/{draft.Id}");
        await Assertions.Expect(page.Field("publish")).ToBeVisibleAsync();
        _ = line.HoldServer();
        Assert.NotNull((await Workflow.PublishAsync(Alice, draft.Id, null, Cancellation)).Revision);
        await page.Field("publish").ClickAsync();
        line.Release();

        await Assertions.Expect(page.Field("state")).ToContainTextAsync("published");
        await Assertions.Expect(page.Field("publish")).ToHaveCountAsync(0);
        Assert.Equal(2, console.Host.Get<LivePolicy>().Current.Revision);
    }

    private async Task<Draft> SubmittedAsync(string reason, string grant = "deploy-reads-production")
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var made = await Workflow.CreateAsync(Carol, new NewDraft("A change", Patch(reason, grant), 1), Cancellation);
        var submitted = await Workflow.SubmitAsync(Carol, made.Draft!.Id, null, Cancellation);
        Assert.Null(submitted.Refusal);
        return submitted.Draft!;
    }

    private PolicyPatch Patch(string reason, string grant = "deploy-reads-production")
    {
        var former = console.Host.Get<LivePolicy>().Current.Policy.Grants[grant];
        return PolicyPatch.Empty with { Upserts = [former with { Reason = reason, Expires = new DateTimeOffset(2090 + reason.Length, 1, 1, 0, 0, 0, TimeSpan.Zero) }] };
    }

    /// <summary>Types, waits until it is saved, and gives the draft.</summary>
    private async Task<Draft> TypeAsync(IPage page, string reason)
    {
        await page.Field("reason").FillAsync(reason);
        await Eventually.HoldsAsync(async () => (await DraftsAsync()).Any(d => d.Text?.Contains(reason, StringComparison.Ordinal) == true), $"`{reason}` in a draft");
        await Assertions.Expect(page.Field("saved")).ToContainTextAsync("saved ");
        return await OnlyDraftAsync();
    }

    private async Task<Draft> OnlyDraftAsync() => Assert.Single(await DraftsAsync());

    private Task<IReadOnlyList<Draft>> DraftsAsync() => console.Host.Get<IDraftStore>().ListAsync(new DraftFilter(), null, 10, Cancellation);

    private async Task<IPage> OpenAsync(string person, string address)
    {
        var page = (await SignInAsync(person)).Pages[0];
        await page.OpenAsync(address);
        return page;
    }

    private Task<IBrowserContext> SignInAsync(string person)
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        return console.SignInAsync(person);
    }
}
