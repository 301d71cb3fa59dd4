using AccessConsole.Components.Pages.Grants;
using AccessConsole.Core.Changes.Bulk;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Many grants chosen and edited together, into one draft.</summary>
public sealed class BulkEditPageTests : PageContext
{
    public BulkEditPageTests()
    {
        SignIn(Console.Carol);
        InForce(120);
    }

    [Fact]
    public void Selection_SurvivesPagesAndFilters()
    {
        var page = Open();
        Assert.Equal("None selected", page.Find("[data-test=selected]").TextContent);
        page.Find("[data-name=grant-003] [data-test=select]").Change(true);
        Assert.Equal("1 grant selected", page.Find("[data-test=selected]").TextContent);
        Navigation.NavigateTo("/grants?page=2");
        page.WaitForAssertion(() => Assert.Equal("grant-050", page.Find("[data-test=grant]").GetAttribute("data-name")));
        page.Find("[data-test=select-page]").Change(true);
        Assert.Equal("51 grants selected", page.Find("[data-test=selected]").TextContent);
        page.Find("[data-test=search]").Input("grant-003");
        Assert.True(page.Find("[data-name=grant-003] [data-test=select]").HasAttribute("checked"));
        page.Find("[data-test=select-page]").Change(false);
        Assert.Equal("50 grants selected", page.Find("[data-test=selected]").TextContent);
    }

    [Fact]
    public void NoGrants_LeadToTheFirst()
    {
        Console.InForce(3, PolicySet.Empty);
        Assert.Equal("/grants/new", Open().Find("[data-test=empty] [data-test=first]").GetAttribute("href"));
    }

    [Fact]
    public void Checkbox_HasALabelThatNamesItsGrant() => Assert.Equal(
        "Select grant-000", Open().Find("[data-name=grant-000] label").TextContent.Trim());

    [Fact]
    public async Task Edit_OfAllThatMatch_IsPreviewedAndPutIntoOneDraft()
    {
        var page = Open();
        page.Find("[data-test=chip-deny]").Click();
        page.Find("[data-test=select-page]").Change(true);
        page.Find("[data-test=edit-selected]").Click();
        Assert.Equal("say what to change", page.Find("[data-test=bulk-draft-reason]").TextContent.Trim());
        page.Find("[data-test=bulk-expiry]").Change(BulkForm.Never);
        Assert.Equal("0 grants", page.Find("[data-test=bulk-count]").TextContent);
        Assert.Contains("40 grants: so already", page.Find("[data-test=left-out] summary").TextContent, StringComparison.Ordinal);

        page.Find("[data-test=bulk-expiry]").Change(BulkForm.At);
        Assert.Contains("say when they expire", page.Find("[data-test=bulk-draft-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=bulk-expires]").Input("2027-03-01T00:00:00");
        page.Find("[data-test=bulk-add-environment]").Change("staging");
        Assert.Equal("40 grants", page.Find("[data-test=bulk-count]").TextContent);
        Assert.Empty(await ListAsync());

        page.Find("[data-test=bulk-draft-title]").Input("a\tb");
        Assert.Contains("U+0009", page.Find("[data-test=bulk-draft-reason]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=bulk-draft-title]").Input("PAY-4: end with the quarter");
        page.Find("[data-test=bulk-draft]").Click();
        page.WaitForAssertion(() => Assert.Contains("/drafts/", Navigation.Uri, StringComparison.Ordinal));
        var draft = Assert.Single(await ListAsync());
        Assert.Equal(("PAY-4: end with the quarter", 40), (draft.Title, draft.Patch.Upserts.Count));
        Assert.All(draft.Patch.Upserts.Cast<Grant>(), g => Assert.Equal((["production", "staging"], new DateTimeOffset(2027, 3, 1, 0, 0, 0, TimeSpan.Zero)), (g.Environments, g.Expires!.Value)));
    }

    [Fact]
    public async Task Delete_OfThree_IsADraftOfThreeDeletes()
    {
        var page = Open();
        foreach (var name in new[] { "grant-000", "grant-001", "grant-002" })
            page.Find($"[data-name={name}] [data-test=select]").Change(true);
        page.Find("[data-test=edit-selected]").Click();
        page.Find("[data-test=bulk-delete]").Change(true);
        page.Find("[data-test=bulk-draft]").Click();
        page.WaitForAssertion(() => Assert.Contains("/drafts/", Navigation.Uri, StringComparison.Ordinal));
        var draft = Assert.Single(await ListAsync());
        Assert.Equal(("grant grant-000 is removed and 2 more", 3), (draft.Title, draft.Patch.Deletes.Count));
    }

    [Fact]
    public void Role_ThatIsNotThere_IsObjectedTo()
    {
        var page = Edit("grant-000");
        page.Find("[data-test=bulk-role]").Input("nobody");
        Assert.Equal("there is no role nobody", page.Find("[data-test=bulk-draft-reason]").TextContent.Trim());
    }

    [Fact]
    public void Grant_GoneMeanwhile_IsSaid()
    {
        var page = Edit("grant-000");
        page.Find("[data-test=bulk-effect]").Change("deny");
        Console.InForce(3, Console.Live.Current.Policy.Apply(new PolicyPatch { Deletes = [new PolicyReference(PolicyKind.Grant, "grant-000")] }));
        page.WaitForAssertion(() => Assert.Contains("is gone", page.Find("[data-test=left-out] summary").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Draft_WithTheDatabaseAway_IsSaidAndKeepsTheForm()
    {
        var page = Edit("grant-001");
        page.Find("[data-test=bulk-effect]").Change("deny");
        Console.Drafts.IsAway = true;
        page.Find("[data-test=bulk-draft]").Click();
        page.WaitForAssertion(() => Assert.Contains("the database may be away", page.Find("[data-test=refusal]").TextContent, StringComparison.Ordinal));
        Assert.Equal("1 grant selected", page.Find("[data-test=selected]").TextContent);
    }

    [Fact]
    public void Viewer_CannotSelect()
    {
        SignIn(Console.Victor);
        var page = Open();
        Assert.Empty(page.FindAll("[data-test=select], [data-test=selection]"));
    }

    [Fact]
    public async Task Draft_ByAViewer_IsRefusedWhateverThePageSays()
    {
        var model = new BulkEditViewModel(Console.Workflow, Console.Live);
        model.Preview(new BulkForm { Effect = "deny" }, ["grant-001"]);
        Assert.Equal(PublishRefusalKind.Forbidden, (await model.DraftAsync(Console.Victor, "")).Refusal!.Kind);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public void Selection_BeyondTheLimit_IsRefusedWhole()
    {
        var selection = new GrantSelection();
        selection.Add(Enumerable.Range(0, BulkEdit.MaxGrants).Select(i => $"g{i}"));
        selection.Add(["one", "too", "many"]);
        Assert.Equal(BulkEdit.MaxGrants, selection.Count);
        Assert.Contains("narrow the filter", selection.Objection, StringComparison.Ordinal);
        selection.Remove(["g0"]);
        Assert.Equal((BulkEdit.MaxGrants - 1, null), (selection.Count, selection.Objection));
    }

    private IRenderedComponent<GrantsPage> Edit(string name)
    {
        var page = Open();
        page.Find($"[data-name={name}] [data-test=select]").Change(true);
        page.Find("[data-test=edit-selected]").Click();
        return page;
    }

    private IRenderedComponent<GrantsPage> Open()
    {
        Navigation.NavigateTo("/grants");
        return Render<GrantsPage>();
    }

    private Task<IReadOnlyList<Draft>> ListAsync() => Console.Drafts.ListAsync(new DraftFilter(), null, 10, Cancellation);

    private void InForce(int count)
    {
        var policy = Console.Live.Current.Policy;
        var pattern = policy.Grants["payments-migrates"] with { ValidFrom = null, Expires = null, RateLimit = null };
        Console.InForce(2, policy.Apply(new PolicyPatch
        {
            Upserts = Enumerable.Range(0, count).Select(i => (PolicyObject)(pattern with { Name = $"grant-{i:000}", Id = new Guid(i + 1, 0, 0, new byte[8]), Effect = i % 3 == 0 ? Effect.Deny : Effect.Allow })).ToValueList(),
            Deletes = [pattern.Reference],
        }));
    }
}
