using AccessConsole.Components.Pages.Emergencies;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Ports;
using AccessConsole.Emergencies;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Browser;
using AccessConsole.Tests.Publishing;
using AccessConsole.Tests.Support;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>The emergency page over a console with its database: what it says before anything is asked, before the press and after it.</summary>
public sealed class EmergencyPageTests(PostgresFixture postgres) : PageContext, IAsyncLifetime
{
    private readonly ConsoleFixture console = new(postgres);

    private ConsoleHost Host => console.Host;

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        Services.AddSingleton(Host.Get<LivePolicy>()).AddSingleton(Host.Get<EmergencyWorkflow>()).AddSingleton(Host.Get<IEmergencyStore>());
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        // The page first: it follows the console's policy.
        await base.DisposeAsync();
        await console.DisposeAsync();
    }

    [Fact]
    public void Nothing_AskedAndNothingRevoked_ShowsTheQuestionAlone()
    {
        var page = Open("victor", "/emergency");

        Assert.Equal(["everywhere", "production", "staging"], page.FindAll("fieldset .check").Select(check => check.TextContent.Trim()));
        foreach (var later in (string[])["preview", "standing", "emergencies", "revoked", "refusal", "completed"])
            Assert.Empty(page.FindAll($"[data-test={later}]"));
    }

    [Fact]
    public async Task Preview_SaysWhoLosesWhat_AndWhatGoesToEverybodyWithIt()
    {
        var staged = await Host.StageAsync("production", "staging");

        var page = Open("bob", "/emergency?kind=pipeline&name=deploy");

        page.WaitForAssertion(() => Assert.Contains("deploy loses", page.Find("[data-test=access-diff]").TextContent, StringComparison.Ordinal));
        Assert.Equal(
            [$"Revision {staged}, which is in its stages in production, goes to everybody with it.", $"Revision {staged}, which is in its stages in staging, goes to everybody with it."], Completed(page));
        Assert.Contains("say what happened first", page.Find("[data-test=revoke-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=reason]").Input("an agent was taken over");
        Assert.Contains("type deploy above to confirm", page.Find("[data-test=revoke-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=revoke]").Click();
        Assert.Equal(staged, Host.Get<LivePolicy>().Current.Revision);
    }

    [Fact]
    public void Preview_OfWhatIsNotThere_SaysSoAndHasNoButton()
    {
        var page = Open("bob", "/emergency?kind=pipeline&name=nobody");

        page.WaitForAssertion(() => Assert.Contains("nobody", page.Find("[data-test=no-plan]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-test=revoke]"));
    }

    [Fact]
    public void Revoke_WithoutTheRole_SaysSoAtTheButton()
    {
        var page = Open("victor", "/emergency?kind=pipeline&name=deploy");

        page.WaitForAssertion(() => Assert.Contains("role", page.Find("[data-test=revoke-reason]").TextContent, StringComparison.Ordinal));
        Fill(page);
        page.Find("[data-test=revoke]").Click();
        Assert.Equal(1, Host.Get<LivePolicy>().Current.Revision);
    }

    [Fact]
    public async Task Revoke_OfWhatSomebodyElseRevokedMeanwhile_SaysWhyNot()
    {
        var page = Open("bob", "/emergency?kind=pipeline&name=deploy");
        page.WaitForElement("[data-test=revoke]");
        var first = await Host.Get<EmergencyWorkflow>().RevokeAsync(
            ConsoleInBrowser.Person("alice"), new RevocationRequest(new RevocationTarget(RevocationKind.Pipeline, "deploy"), [], "seen first"), Cancellation);
        Assert.Null(first.Refusal);

        Fill(page);
        page.Find("[data-test=revoke]").Click();

        page.WaitForAssertion(() => Assert.Contains("revoked already", page.Find("[data-test=refusal]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-test=revoked]"));
        Assert.Equal(first.Revision!.Number, Host.Get<LivePolicy>().Current.Revision);
    }

    [Fact]
    public void Revoke_Done_LeadsToTheRevision_AndWaitsForSomebodyElseToLook()
    {
        var page = Revoked();

        var live = Host.Get<LivePolicy>().Current.Revision;
        Assert.Equal($"/revisions/{live}", page.Find("[data-test=revoked] a").GetAttribute("href"));
        Assert.Empty(page.FindAll("[data-test=completed]"));
        Assert.Empty(page.FindAll("[data-test=preview]"));
        Assert.Contains("an agent was taken over", page.Find("[data-test=standing]").TextContent, StringComparison.Ordinal);
        Assert.Contains("you revoked this yourself", page.Find("[data-test=look-emergency-pipeline-deploy-reason]").TextContent, StringComparison.Ordinal);
        Assert.Contains("in force", page.Find("[data-test=emergency]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_Done_NamesWhatWentToEverybodyWithIt()
    {
        var staged = await Host.StageAsync("staging");

        var page = Revoked();

        Assert.Equal([$"Revision {staged}, which was in its stages in staging, went to everybody with it."], Completed(page));
        Assert.Equal($"/revisions/{staged}", page.Find("[data-test=completed] a").GetAttribute("href"));
    }

    [Fact]
    public async Task Preview_AfterARevocation_NoLongerSaysWhatThatOneDid()
    {
        await Host.StageAsync("staging");
        var page = Revoked();

        page.Find("[data-test=kind]").Change("workload");
        page.Find("[data-test=name]").Input("storefront");
        page.Find("form").Submit();

        page.WaitForElement("[data-test=preview]");
        Assert.Empty(page.FindAll("[data-test=revoked], [data-test=completed]"));
    }

    private IRenderedComponent<EmergencyPage> Revoked()
    {
        var page = Open("bob", "/emergency?kind=pipeline&name=deploy");
        page.WaitForElement("[data-test=revoke]");
        Fill(page);
        page.Find("[data-test=revoke]").Click();
        page.WaitForElement("[data-test=revoked]");
        return page;
    }

    private static void Fill(IRenderedComponent<EmergencyPage> page)
    {
        page.Find("[data-test=reason]").Input("an agent was taken over");
        page.Find("[data-test=confirm]").Input("deploy");
    }

    private static IEnumerable<string> Completed(IRenderedComponent<EmergencyPage> page) => page.FindAll("[data-test=completed]").Select(line => line.TextContent.Trim());

    private IRenderedComponent<EmergencyPage> Open(string person, string address)
    {
        SignIn(ConsoleInBrowser.Person(person));
        Navigation.NavigateTo(address);
        return Render<EmergencyPage>();
    }
}
