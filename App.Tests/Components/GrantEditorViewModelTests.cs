using AccessConsole.Components.Pages.Grants;
using AccessConsole.Core.Documents.Editing;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class GrantEditorViewModelTests
{
    private readonly Console console = new();

    [Fact]
    public async Task Form_Edited_ShowsInTheText()
    {
        var model = await OpenAsync("payments-migrates");
        model.EditText(model.Fields.SetValues("/when/branches", ["main"]).Set("/effect", NewValue.Of("deny")).Text);
        Assert.Contains("branches: [main]", model.Text, StringComparison.Ordinal);
        Assert.Contains("effect: deny", model.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_Edited_ShowsInTheForm()
    {
        var model = await OpenAsync("payments-migrates");
        model.EditText(model.Text.Replace("[production]", "[staging]", StringComparison.Ordinal));
        Assert.Equal(["staging"], model.Fields.Values("/environments"));
        Assert.True(model.IsFormWhole);
    }

    [Fact]
    public async Task Text_WithComment_IsKeptByTheDraft()
    {
        var model = await OpenAsync("payments-migrates");
        model.EditText("# asked for by finance\n" + model.Text);
        Assert.Null(await model.SaveAsync(Console.Carol, TestContext.Current.CancellationToken));
        var again = await OpenAsync("payments-migrates", model.Draft!.Id);
        Assert.StartsWith("# asked for by finance\n", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draft_ThatBeganBeforeItsNameWasTyped_IsCalledByTheWholeName()
    {
        var whole = (await OpenAsync("payments-migrates")).Fields.Remove("/id");
        var model = await OpenAsync(null);
        foreach (var typed in new[] { model.Fields.Set("/role", NewValue.Of("migrator")), whole.Set("/name", NewValue.Of("deploy")), whole.Set("/name", NewValue.Of("deploy-reads-more")) })
        {
            model.EditText(typed.Text);
            Assert.Null(await model.SaveAsync(Console.Carol, TestContext.Current.CancellationToken));
        }

        Assert.Equal("Add grant deploy-reads-more", model.Draft!.Title);
    }

    [Fact]
    public async Task Role_Unknown_IsAProblemAtItsFieldAndLine()
    {
        var model = await OpenAsync("payments-migrates");
        model.EditText(model.Fields.Set("/role", NewValue.Of("nobody-has-this")).Text);
        model.Inspect();
        var problem = Assert.Single(model.Inspection.At("/role"));
        Assert.Equal(Array.FindIndex(model.Text.Split('\n'), l => l.StartsWith("role:", StringComparison.Ordinal)) + 1, problem.Line);
    }

    [Fact]
    public async Task Text_WithErrors_IsKeptButNeverPartOfTheChange()
    {
        var model = await OpenAsync("payments-migrates");
        model.EditText(model.Text.Replace("release/*", "rel*ease", StringComparison.Ordinal));
        await model.SaveAsync(Console.Carol, TestContext.Current.CancellationToken);
        Assert.True(model.Draft!.Patch.IsEmpty);
        Assert.Contains("rel*ease", model.Draft.Text, StringComparison.Ordinal);
        Assert.True(model.IsFormWhole);
        Assert.Equal("/when/branches/1", Assert.Single(model.Inspection.Problems).Pointer);
    }

    [Fact]
    public async Task Text_ThatIsNoYaml_LeavesTheFieldsAsTheyWereUntilItIsMended()
    {
        var model = await OpenAsync("payments-migrates");
        var whole = model.Text;
        model.EditText(whole + "reason: [\n");
        Assert.False(model.IsFormWhole);
        Assert.Equal("migrator", model.Fields.Value("/role"));
        model.EditText(whole);
        Assert.True(model.IsFormWhole);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("1.0")]
    [InlineData("# no comment")]
    [InlineData("a: b")]
    [InlineData("with \"quotes\" and `ticks`")]
    [InlineData(" spaces ")]
    [InlineData("2026-01-01")]
    public async Task Reason_ThatLooksLikeYaml_StaysText(string reason)
    {
        var model = await OpenAsync("payments-migrates");
        model.EditText(model.Fields.Set("/reason", NewValue.Of(reason)).Text);
        Assert.Equal(reason, Assert.IsType<Grant>(model.Inspect().Object).Reason);
    }

    [Fact]
    public async Task Grant_Renamed_TakesThePlaceOfItself()
    {
        var model = await OpenAsync("payments-migrates");
        model.EditText(model.Fields.Set("/name", NewValue.Of("payments-moves")).Text);
        await model.SaveAsync(Console.Carol, TestContext.Current.CancellationToken);
        model.EditText(model.Fields.Set("/name", NewValue.Of("payments-moves-on")).Text);
        await model.SaveAsync(Console.Carol, TestContext.Current.CancellationToken);
        Assert.Equal("payments-moves-on", Assert.Single(model.Draft!.Patch.Upserts).Name);
        Assert.True(model.Inspection.Review!.Access.IsEmpty);
    }

    [Fact]
    public async Task Grant_ForMore_SaysWhoGains()
    {
        var model = await OpenAsync("payments-migrates");
        model.EditText(model.Fields.Add("/principals/pipelines/names", NewValue.Of("shop-deploy")).Text);
        model.Inspect();
        Assert.Contains("shop-deploy", Assert.Single(model.Inspection.Review!.Access.Sentences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grant_Deleted_IsADraftThatTakesItOut()
    {
        var model = await OpenAsync("payments-migrates");
        var result = await model.DeleteAsync(Console.Carol, TestContext.Current.CancellationToken);
        Assert.Equal("payments-migrates", Assert.Single(result.Draft!.Patch.Deletes).Name);
    }

    [Fact]
    public async Task Viewer_Saving_IsRefused()
    {
        var model = await OpenAsync("payments-migrates");
        model.EditText(model.Fields.Remove("/reason").Text);
        Assert.NotNull(await model.SaveAsync(Console.Victor, TestContext.Current.CancellationToken));
        Assert.True(model.IsDirty);
    }

    [Fact]
    public async Task Grant_Unknown_IsNotFound() =>
        Assert.False(await new GrantEditorViewModel(console.Workflow, console.Drafts, console.Live).LoadAsync("no-such", null, TestContext.Current.CancellationToken));

    private async Task<GrantEditorViewModel> OpenAsync(string? name, Guid? draft = null)
    {
        var model = new GrantEditorViewModel(console.Workflow, console.Drafts, console.Live);
        Assert.True(await model.LoadAsync(name, draft, TestContext.Current.CancellationToken));
        return model;
    }
}
