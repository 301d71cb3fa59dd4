using AccessConsole.Components.Pages.Grants;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using Bunit;
using Bunit.TestDoubles;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Nothing typed is lost: within the pause before a save, a person who leaves takes it along or is kept.</summary>
public sealed class GrantEditorPageTests : PageContext
{
    public GrantEditorPageTests() => SignIn(Console.Carol);

    [Fact]
    public async Task Leaving_BeforeThePauseIsOver_Saves()
    {
        var page = Open();
        Type(page, "# typed at the last moment\n");
        await page.InvokeAsync(() => Navigation.NavigateTo("/simulator"));
        page.WaitForAssertion(() => Assert.EndsWith("/simulator", Navigation.Uri, StringComparison.Ordinal));
        Assert.Contains("typed at the last moment", Assert.Single(await ListAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_WithTheDatabaseAway_IsPreventedUntilItAnswers()
    {
        var page = Open();
        Type(page, "# typed at the last moment\n");
        Console.Drafts.IsAway = true;
        await page.InvokeAsync(() => Navigation.NavigateTo("/simulator"));
        page.WaitForAssertion(() => Assert.Equal(NavigationState.Prevented, Navigation.History.First().State));
        Assert.Contains("the database may be away", page.Find("[data-test=refusal]").TextContent, StringComparison.Ordinal);
        Assert.Contains("typed at the last moment", page.Find("[data-test=yaml]").GetAttribute("value"), StringComparison.Ordinal);

        Console.Drafts.IsAway = false;
        page.Find("[data-test=save-again]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=refusal]")));
        await page.InvokeAsync(() => Navigation.NavigateTo("/simulator"));
        page.WaitForAssertion(() => Assert.EndsWith("/simulator", Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Leaving_WithARefusedSave_IsPreventedUntilThePersonSaysSo()
    {
        var draft = (await Console.Workflow.CreateAsync(Console.Carol, new NewDraft("Change", PolicyPatch.Empty, 1), Cancellation)).Draft!;
        var page = Open(draft.Id);
        var elsewhere = Console.Live.Current.Policy.Grants["payments-migrates"] with { Reason = "changed elsewhere" };
        await Console.Workflow.EditAsync(Console.Carol, draft.Id, null, new DraftEdit(null, PolicyPatch.Empty with { Upserts = [elsewhere] }, null), Cancellation);
        Type(page, "# typed at the last moment\n");
        await page.InvokeAsync(() => Navigation.NavigateTo("/simulator"));
        page.WaitForAssertion(() => Assert.Equal(NavigationState.Prevented, Navigation.History.First().State));
        Assert.Contains("somebody changed the draft meanwhile", page.Find("[data-test=refusal]").TextContent, StringComparison.Ordinal);

        page.Find("[data-test=leave-unsaved]").Click();
        page.WaitForAssertion(() => Assert.EndsWith("/simulator", Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Draft_ThatOthersChangedElsewhereThanHere_IsSavedBesideThat()
    {
        var draft = (await Console.Workflow.CreateAsync(Console.Carol, new NewDraft("Change", PolicyPatch.Empty, 1), Cancellation)).Draft!;
        var page = Open(draft.Id);
        await Console.Workflow.EditAsync(Console.Carol, draft.Id, null, new DraftEdit(null, PolicyPatch.Empty with { Upserts = [new PolicyEnvironment { Name = "testing" }] }, null), Cancellation);
        Type(page, "# typed here\n");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.StartsWith("saved", page.Find("[data-test=saved]").TextContent, StringComparison.Ordinal));

        var stands = (await Console.Drafts.FindAsync(draft.Id, Cancellation))!;
        Assert.Contains("# typed here", stands.Text, StringComparison.Ordinal);
        Assert.Contains(stands.Patch.Upserts, o => o.Name == "testing");
    }

    [Fact]
    public void Pause_WithTheDatabaseAway_SaysThatNothingIsSaved()
    {
        var page = Open();
        Console.Drafts.IsAway = true;
        Type(page, "# typed\n");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Equal("not saved", page.Find("[data-test=saved]").TextContent));
    }

    [Fact]
    public void Viewer_ReadsOnly()
    {
        SignIn(Console.Victor);
        var page = Open();
        Assert.True(page.Find("[data-test=yaml]").HasAttribute("disabled"));
        Assert.Contains("editor role", page.Find("[data-test=read-only]").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<GrantEditorPage> Open(Guid? draft = null)
    {
        Navigation.NavigateTo(AccessConsole.Components.Addresses.Of("/grants/payments-migrates", ("draft", draft?.ToString())));
        return Render<GrantEditorPage>(p => p.Add(e => e.Name, "payments-migrates"));
    }

    private static void Type(IRenderedComponent<GrantEditorPage> page, string comment) =>
        page.Find("[data-test=yaml]").Input(comment + page.Find("[data-test=yaml]").GetAttribute("value"));

    private Task<IReadOnlyList<Draft>> ListAsync() => Console.Drafts.ListAsync(new DraftFilter(), null, 10, Cancellation);
}
