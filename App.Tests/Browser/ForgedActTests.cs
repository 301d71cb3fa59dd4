using AccessConsole.Components.Pages.Buildkite;
using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Components.Pages.Settings;
using AccessConsole.Core.Auditing;
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

/// <summary>A viewer who sends what no button of theirs sends: everything is asked again where it is done. The API's side of it is in <see cref="EndpointAccessTests"/>.</summary>
public sealed class ForgedActTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Forge =
        """
        (name) => {
            const field = document.querySelector(`[data-test=${name}]`);
            field.disabled = false;
            field.value = 'forged';
            field.dispatchEvent(new Event('input', { bubbles: true }));
        }
        """;

    private static readonly ConsoleUser Victor = ConsoleInBrowser.Person("victor");
    private static readonly ConsoleUser Carol = ConsoleInBrowser.Person("carol");

    private readonly ConsoleInBrowser console = new(postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Field_ThatIsOff_SwitchedOnByTheViewer_StoresNothing()
    {
        var page = await OpenAsync("/grants/deploy-reads-staging");
        await Assertions.Expect(page.Field("reason")).ToBeDisabledAsync();
        await page.EvaluateAsync(Forge, "reason");

        await Assertions.Expect(page.Field("refusal")).ToContainTextAsync("drafting changes needs the editor role");
        Assert.Empty(await DraftsAsync());
        await ExpectRefusedAsync(AuditActions.DraftCreated);
    }

    [Fact]
    public async Task Buttons_ThatCannotBeUsed_Pressed_DoNothing()
    {
        var draft = await DraftAsync();
        var page = await OpenAsync($"/drafts/{draft.Id}");
        foreach (var act in new[] { "submit", "publish", "withdraw" })
        {
            await Assertions.Expect(page.Field(act)).ToHaveAttributeAsync("aria-disabled", "true");
            await page.EvaluateAsync("name => { const b = document.querySelector(`[data-test=${name}]`); b.removeAttribute('aria-disabled'); b.click(); }", act);
        }

        // What was pressed is answered in its order: the page comes to this only after all of them.
        await page.Field("nav-home").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Home");
        await ExpectUntouchedAsync(draft);
    }

    [Fact]
    public async Task Acts_BehindTheButtons_RefuseTheViewerByThemselves()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var draft = await DraftAsync();
        var model = console.Host.Get<DraftReviewViewModel>();
        Assert.True(await model.LoadAsync(Victor, draft.Id, Cancellation));
        var seen = model.Shown!;
        foreach (var act in new Func<Task>[] { () => model.SubmitAsync(Victor, seen), () => model.RebaseAsync(Victor), () => model.WithdrawAsync(Victor, null), () => model.PublishAsync(Victor, seen, isStaged: false) })
        {
            await act();
            Assert.Equal(PublishRefusalKind.Forbidden, model.Result!.Refusal!.Kind);
            await ExpectUntouchedAsync(draft);
        }

        await console.Host.Get<DraftWorkflow>().SubmitAsync(Carol, draft.Id, null, Cancellation);
        await model.LoadAsync(Victor, draft.Id, Cancellation);
        foreach (var act in new Func<Task>[] { () => model.ApproveAsync(Victor, model.Shown!, null), () => model.DeclineAsync(Victor, "no") })
        {
            await act();
            Assert.Equal(PublishRefusalKind.Forbidden, model.Result!.Refusal!.Kind);
        }

        Assert.Equal(DraftState.Submitted, (await StandingAsync(draft)).State);
        Assert.Equal(1, console.Host.Get<LivePolicy>().Current.Revision);
    }

    [Fact]
    public async Task Acts_OfAdmins_RefuseTheViewerByThemselves()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var tokens = console.Host.Get<TokensViewModel>();
        await tokens.CreateAsync(Victor, Cancellation);
        Assert.NotNull(tokens.Refusal);
        var settings = console.Host.Get<SettingsViewModel>();
        await settings.AcceptAsync(Victor, "ci", Cancellation);
        Assert.Contains("needs the admin role", settings.Refusal, StringComparison.Ordinal);
        var buildkite = console.Host.Get<BuildkiteViewModel>();
        await buildkite.AddAsync(Victor, Cancellation);
        Assert.NotNull(buildkite.Refusal);
        Assert.Empty(await console.Host.Get<IBuildkiteStore>().ListAsync(Cancellation));
    }

    private async Task<Draft> DraftAsync()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var grant = console.Host.Get<LivePolicy>().Current.Policy.Grants["deploy-reads-staging"] with { Reason = "drafted" };
        return (await console.Host.Get<DraftWorkflow>().CreateAsync(Carol, new NewDraft("A change", PolicyPatch.Empty with { Upserts = [grant] }, 1), Cancellation)).Draft!;
    }

    private async Task ExpectUntouchedAsync(Draft draft)
    {
        var now = await StandingAsync(draft);
        Assert.Equal((draft.Version, draft.State), (now.Version, now.State));
    }

    private async Task<Draft> StandingAsync(Draft draft) => (await console.Host.Get<IDraftStore>().FindAsync(draft.Id, Cancellation))!;

    private Task<IReadOnlyList<Draft>> DraftsAsync() => console.Host.Get<IDraftStore>().ListAsync(new DraftFilter(), null, 10, Cancellation);

    private async Task ExpectRefusedAsync(string action)
    {
        using var answer = await console.Host.Bootstrap.GetAsync("/api/v1/audit?limit=20", Cancellation);
        var events = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains(action, events, StringComparison.Ordinal);
        Assert.Contains("victor", events, StringComparison.Ordinal);
    }

    private async Task<IPage> OpenAsync(string address)
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("victor")).Pages[0];
        await page.OpenAsync(address);
        return page;
    }
}
