using System.Text;
using AccessConsole.Components.Controls;
using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Components.Pages.Grants;
using AccessConsole.Components.Pages.Import;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using AccessConsole.Tests.Core.Analysis;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>What an owner of one team's services sees of what is theirs and what is not.</summary>
public sealed class ScopedPagesTests : PageContext
{
    private static readonly ConsoleUser Paula = Owner("paula", "payments");

    public ScopedPagesTests()
    {
        Console.InForce(2, ScopedPolicy.Policy);
        SignIn(Paula);
    }

    [Fact]
    public void Grant_OfAnotherTeam_IsReadOnly_AndSaysWhoCouldChangeIt()
    {
        var page = Open("shops");
        Assert.True(page.Find("[data-test=yaml]").HasAttribute("disabled"));
        Assert.Contains(
            "grant shops touches services with team=shop in production, where you are no editor: it takes an editor for team=shop in production",
            page.Find("[data-test=read-only]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Grant_OfTheOwnTeam_TurnedToAnothersServices_SaysAtOnceThatItCannotBeSubmitted()
    {
        var page = Open("pays");
        Assert.Empty(page.FindAll("[data-test=read-only]"));
        Type(page, "when: { branches: [main] }");
        Assert.Empty(page.FindAll("[data-test=beyond-scope]"));
        Type(page, "role: both");
        Assert.Contains("services with team=shop in production, where you are no editor", page.Find("[data-test=beyond-scope]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Editor_OfEverything_IsToldOfNoScope()
    {
        SignIn(Console.Carol);
        Assert.Empty(Open("shops").FindAll("[data-test=read-only], [data-test=beyond-scope]"));
    }

    [Fact]
    public async Task Review_SaysWhichPlacesStillNeedWhoseApproval()
    {
        var patch = PolicyScene.Upsert(ScopedPolicy.Policy.Grants["pays"] with { Role = "both" });
        var draft = (await Console.Workflow.CreateAsync(Console.Carol, new NewDraft("Both", patch), Cancellation)).Draft!;
        Assert.Null((await Console.Workflow.SubmitAsync(Console.Carol, draft.Id, null, Cancellation)).Refusal);
        var review = Console.Workflow.Review(draft);
        foreach (var owner in new[] { Owner("olga", "payments"), Owner("oscar", "payments") })
            Assert.Null((await Console.Workflow.ApproveAsync(owner, draft.Id, review.Digest, null, Cancellation)).Refusal);

        var page = Render<DraftReviewPage>(p => p.Add(r => r.Id, draft.Id));
        page.WaitForAssertion(() => Assert.Equal("0 of 2", page.Find("[data-test=approvals-production]").TextContent));
        Assert.Equal(["2 more by approvers for team=shop"], page.FindAll("[data-test=places-production] [data-test=place]").Select(place => place.TextContent));

        var shops = Owner("sam", "shop");
        Assert.Null((await Console.Workflow.ApproveAsync(shops, draft.Id, review.Digest, null, Cancellation)).Refusal);
        Assert.Null((await Console.Workflow.ApproveAsync(Console.Bob, draft.Id, review.Digest, null, Cancellation)).Refusal);
        var approved = (await Console.Drafts.FindAsync(draft.Id, Cancellation))!;
        Assert.Null(DraftObjections.Of(Console.Alice, approved, Console.Workflow.Review(approved), [], Console.Now).Publish);
    }

    [Fact]
    public void BulkEdit_TellsAtOnceOfEachPlaceBeyondTheRole()
    {
        Navigation.NavigateTo("/grants");
        var page = Render<GrantsPage>();
        page.Find("[data-test=select-page]").Change(true);
        page.Find("[data-test=edit-selected]").Click();
        page.Find("[data-test=bulk-expiry]").Change("at");
        page.Find("[data-test=bulk-expires]").Input("2027-03-01T12:30:15");
        page.WaitForElement("[data-test=beyond-scope]");
        var outside = page.FindAll("[data-test=outside]").Select(o => o.TextContent).ToArray();
        Assert.Contains(outside, o => o.Contains("team=shop in production", StringComparison.Ordinal));
        Assert.DoesNotContain(outside, o => o.Contains("for team=payments in", StringComparison.Ordinal));
        SignIn(Console.Carol);
        Assert.Empty(Render<BeyondScope>(p => p.Add(x => x.Patch, PolicyScene.Upsert(ScopedPolicy.Policy.Grants["shops"] with { Reason = "x" }))).FindAll("[data-test=beyond-scope]"));
    }

    [Fact]
    public void Import_TellsAtOnceOfEachPlaceBeyondTheRole()
    {
        Services.AddSingleton<AntiforgeryStateProvider, NoAntiforgery>();
        var shops = ScopedPolicy.Policy.Grants["shops"] with { Reason = "imported" };
        var csv = CsvFile.Header(PolicyKind.Grant) + CsvFile.Rows(shops);
        var upload = Services.GetRequiredService<ImportShelf>().Put(Paula.Actor.Person, "grants.csv", new ImportRequest(Encoding.UTF8.GetBytes(csv), PolicyKind.Grant));
        Navigation.NavigateTo("/policy/import?upload=" + upload.Id);
        var page = Render<ImportPage>();
        Assert.Contains("team=shop", page.WaitForElement("[data-test=outside]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_ForMeToApprove_AreThoseOfTheOwnServices()
    {
        foreach (var name in (string[])["pays", "shops"])
        {
            var patch = PolicyScene.Upsert(ScopedPolicy.Policy.Grants[name] with { When = new Conditions { Branches = [Pattern.Parse("main")] } });
            var draft = (await Console.Workflow.CreateAsync(Console.Carol, new NewDraft(name, patch), Cancellation)).Draft!;
            Assert.Null((await Console.Workflow.SubmitAsync(Console.Carol, draft.Id, null, Cancellation)).Refusal);
        }

        var page = new DraftsViewModel(Console.Drafts, Console.Live);
        await page.LoadAsync(Paula, "approve", null, Cancellation);
        Assert.Equal(["pays"], page.Rows.Select(row => row.Title));
    }

    [Theory]
    [InlineData("Editor@staging,team=payments,team=ledger", "editor in staging for services with team=ledger or payments")]
    [InlineData("approver@data=cardholder,team=payments", "approver for services with data=cardholder and team=payments")]
    [InlineData("ADMIN", "admin")]
    public void Role_InWords_SaysItsScope(string role, string words) => Assert.Equal(words, AccessConsole.Components.Words.Role(RoleAssignment.Parse(role)));

    private static ConsoleUser Owner(string name, string team)
    {
        ValueList<LabelChoice> labels = [new LabelChoice("team", [team])];
        return new(new Actor(ActorKind.Person, "demo", name, name), [new RoleAssignment(ConsoleRole.Editor, [], labels), new RoleAssignment(ConsoleRole.Approver, [], labels)], Console.Now);
    }

    private IRenderedComponent<GrantEditorPage> Open(string grant)
    {
        Navigation.NavigateTo($"/grants/{grant}");
        return Render<GrantEditorPage>(p => p.Add(e => e.Name, grant));
    }

    /// <summary>Types a line in the place of the one of the same member, or at the end.</summary>
    private void Type(IRenderedComponent<GrantEditorPage> page, string line)
    {
        var lines = page.Find("[data-test=yaml]").GetAttribute("value")!.TrimEnd().Split('\n').Where(l => !l.StartsWith(line.Split(' ')[0], StringComparison.Ordinal));
        page.Find("[data-test=yaml]").Input(string.Join('\n', [.. lines, line]) + "\n");
        page.WaitForAssertion(() =>
        {
            // What was typed is taken up when the page gets to it, and saved a while after that.
            Console.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.StartsWith("saved", page.Find("[data-test=saved]").TextContent, StringComparison.Ordinal);
        });
    }

    private sealed class NoAntiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
