using AccessConsole.Components.Pages.Grants;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>A grant copied, into another environment or beside itself.</summary>
public sealed class GrantCopyPageTests : PageContext
{
    public GrantCopyPageTests() => SignIn(Console.Carol);

    [Fact]
    public void Grant_LeadsToItsCopy()
    {
        Navigation.NavigateTo("/grants/payments-migrates");
        var page = Render<GrantEditorPage>(p => p.Add(e => e.Name, "payments-migrates"));
        Assert.Equal("/grants/new?from=payments-migrates", page.Find("[data-test=copy-grant]").GetAttribute("href"));
    }

    [Fact]
    public void Head_KeepsWhatIsRarelyDone_InItsMenu()
    {
        Navigation.NavigateTo("/grants/payments-migrates");
        var page = Render<GrantEditorPage>(p => p.Add(e => e.Name, "payments-migrates"));
        Assert.Equal(["good-for", "copy-grant", "delete"], page.FindAll("[data-test=more-acts] .menu-items [data-test]").Select(act => act.GetAttribute("data-test")));
        Assert.Equal(["simulate", "review"], page.FindAll(".page-head > .button, .page-head > .act > .button").Select(act => act.GetAttribute("data-test")));
        Navigation.NavigateTo("/grants/new");
        Assert.Empty(Render<GrantEditorPage>().FindAll("[data-test=more-acts]"));
    }

    [Fact]
    public async Task Copy_ToAnotherEnvironment_IsAnotherGrantThere()
    {
        var page = Open();
        Assert.Equal("payments-migrates-copy", page.Find("[data-test=name]").GetAttribute("value"));
        Assert.Empty(page.FindAll("[data-test=copy-to-production]"));
        page.Find("[data-test=reason]").Input("PAY-9: rehearsal");
        page.Find("[data-test=copy-to-staging]").Click();
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("saved", page.Find("[data-test=saved]").TextContent, StringComparison.Ordinal));

        var copy = Assert.IsType<Grant>(Assert.Single(Assert.Single(await ListAsync()).Patch.Upserts));
        var original = Console.Live.Current.Policy.Grants["payments-migrates"];
        Assert.Equal(original with { Id = copy.Id, Name = "payments-migrates-staging", Environments = ["staging"], Reason = "PAY-9: rehearsal" }, copy);
        Assert.NotEqual(original.Id, copy.Id);
    }

    [Fact]
    public async Task Copy_NotTouched_MakesNoDraft()
    {
        var page = Open();
        await page.InvokeAsync(() => Navigation.NavigateTo("/grants"));
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Copy_IntoADraftWithAGrantThatHasNoNameYet_GoesOnWithThatOne()
    {
        var text = new DraftText();
        text.Set(new PolicyReference(PolicyKind.Grant, DraftText.Unnamed), "name: ''\neffect: deny\n");
        var draft = (await Console.Workflow.CreateAsync(Console.Carol, new NewDraft("Add a grant", PolicyPatch.Empty, 1, text.ToString()), Cancellation)).Draft!;
        Navigation.NavigateTo($"/grants/new?from=payments-migrates&draft={draft.Id}");
        var page = Render<GrantEditorPage>();
        Assert.Contains("effect: deny", page.Find("[data-test=yaml]").GetAttribute("value"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=copied]"));
    }

    private IRenderedComponent<GrantEditorPage> Open()
    {
        Navigation.NavigateTo("/grants/new?from=payments-migrates");
        return Render<GrantEditorPage>();
    }

    private Task<IReadOnlyList<Draft>> ListAsync() => Console.Drafts.ListAsync(new DraftFilter(), null, 10, Cancellation);
}
