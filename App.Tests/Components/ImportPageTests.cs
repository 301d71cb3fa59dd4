using System.Text;
using AccessConsole.Components.Pages.Import;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>A file that was sent, looked at and put into a draft.</summary>
public sealed class ImportPageTests : PageContext
{
    private const string Good = "name,effect,pipelines,role,environments\nreads,allow,shop-deploy,migrator,staging\npayments-migrates,allow,payments-deploy,migrator,production; staging\n";

    public ImportPageTests()
    {
        SignIn(Console.Carol);
        Services.AddSingleton<AntiforgeryStateProvider, NoAntiforgery>();
    }

    [Fact]
    public void Form_ForEachKind_ShowsItsColumns()
    {
        var page = Open("");
        Assert.Equal("/policy/import/upload", page.Find("form").GetAttribute("action"));
        page.Find("[data-test=kind]").Change("services");
        Assert.EndsWith("/policy/import?kind=services", Navigation.Uri, StringComparison.Ordinal);
        Assert.Contains("kubernetes port", page.Find("[data-test=columns]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/api/v1/policy/export?kind=services", page.Find("[data-test=template]").GetAttribute("href"));
    }

    [Fact]
    public async Task Csv_IsShownBeforeItIsPutIntoADraft()
    {
        var page = Open(Upload(Good, PolicyKind.Grant));
        Assert.Equal(["added", "changed"], page.FindAll("[data-test=entry]").Select(e => e.GetAttribute("data-verdict")));
        Assert.Contains("+ ", page.Find("[data-test=yaml-diff]").TextContent.Replace("+", "+ ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(await ListAsync());
        page.Find("[data-test=show-added]").Click();
        page.WaitForAssertion(() => Assert.Equal("reads", Assert.Single(page.FindAll("[data-test=entry]")).GetAttribute("data-name")));

        page.Find("[data-test=draft]").Click();
        page.WaitForAssertion(() => Assert.Contains("/drafts/", Navigation.Uri, StringComparison.Ordinal));
        var draft = Assert.Single(await ListAsync());
        Assert.Equal(("Import grants from CSV", 1, 2), (draft.Title, draft.BaseRevision, draft.Patch.Upserts.Count));
    }

    [Fact]
    public async Task Csv_WithErrors_NamesRowAndColumn_AndMakesNoDraft()
    {
        var page = Open(Upload(Good.Replace("shop-deploy", "shop-deplay", StringComparison.Ordinal), PolicyKind.Grant));
        var problem = page.FindAll("[data-test=import-problem]").First(p => p.TextContent.Contains("shop-deplay", StringComparison.Ordinal));
        Assert.Equal("2", problem.GetAttribute("data-row"));
        Assert.Contains("3 (C) pipelines", problem.TextContent, StringComparison.Ordinal);
        Assert.Contains("did you mean shop-deploy", problem.TextContent, StringComparison.Ordinal);
        page.Find("[data-test=draft]").Click();
        Assert.Contains("mend the errors", page.Find("[data-test=draft-reason]").TextContent, StringComparison.Ordinal);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public void Fault_OfManyRows_IsSaidOnceWithItsRows()
    {
        var rows = string.Concat(Enumerable.Range(0, 12).Select(i => $"reads-{i},permit,shop-deploy,migrator,staging\n"));
        var page = Open(Upload("name,effect,pipelines,role,environments\n" + rows, PolicyKind.Grant));
        Assert.Contains("2, 3, 4, 5, 6, 7, 8, 9 and 4 more", page.Find("[data-test=import-problem]").TextContent, StringComparison.Ordinal);
        Assert.Contains("12 errors", page.Find("[data-test=problems]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Document_RemovesOnlyWhenThatIsTicked()
    {
        var yaml = PolicyPrinter.ToYaml(Console.Live.Current.Policy.ToDocument() with { Pipelines = [Console.Live.Current.Policy.Pipelines["payments-deploy"]] });
        var page = Open(Upload(yaml, null));
        Assert.NotEmpty(page.FindAll("[data-test=empty]"));
        Assert.Equal("the policy says all of this already", page.Find("[data-test=draft-reason]").TextContent.Trim());
        page.Find("[data-test=remove]").Change(true);
        page.WaitForAssertion(() => Assert.Equal("removed", Assert.Single(page.FindAll("[data-test=entry]")).GetAttribute("data-verdict")));
        Assert.Contains("remove=true", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_MadeWhileTheFileIsRead_AddUp()
    {
        var yaml = PolicyPrinter.ToYaml(Console.Live.Current.Policy.ToDocument() with { Pipelines = [Console.Live.Current.Policy.Pipelines["payments-deploy"]] });
        var id = Services.GetRequiredService<ImportShelf>().Put(Console.Carol.Actor.Person, "file.yaml", new ImportRequest(Encoding.UTF8.GetBytes(yaml), null)).Id;
        var model = Services.GetRequiredService<ImportViewModel>();
        var reading = model.ShowAsync(Console.Carol, new ImportQuery { Upload = id, Removes = true });
        Assert.True(model.Query.Removes);
        var filtering = model.ShowAsync(Console.Carol, model.Query with { Verdict = ImportVerdict.Unchanged });
        await Task.WhenAll(reading, filtering);
        Assert.Equal((true, ImportVerdict.Unchanged), (model.Query.Removes, model.Query.Verdict));
        Assert.All(model.Rows, row => Assert.Equal(ImportVerdict.Unchanged, row.Verdict));
        Assert.Contains(model.Counts, c => c.Verdict == ImportVerdict.Removed);
    }

    [Fact]
    public async Task Draft_AfterAnotherPublished_IsAgainstWhatWasSeen()
    {
        var page = Open(Upload(Good, PolicyKind.Grant));
        Console.InForce(2, Console.Live.Current.Policy.Apply(new PolicyPatch { Upserts = [Console.Live.Current.Policy.Grants["payments-migrates"] with { Reason = "changed meanwhile" }] }));
        page.Find("[data-test=draft]").Click();
        page.WaitForAssertion(() => Assert.Contains("/drafts/", Navigation.Uri, StringComparison.Ordinal));
        Assert.Equal(1, Assert.Single(await ListAsync()).BaseRevision);
    }

    [Fact]
    public async Task Draft_ByAViewer_IsRefusedWhateverThePageSays()
    {
        var imports = Services.GetRequiredService<ImportWorkflow>();
        var preview = imports.Preview(new ImportRequest(Encoding.UTF8.GetBytes(Good), PolicyKind.Grant));
        Assert.Equal(PublishRefusalKind.Forbidden, (await imports.DraftAsync(Console.Victor, preview, PolicyKind.Grant, Cancellation)).Refusal!.Kind);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public void File_OfSomebodyElse_OrOver_IsNotHere()
    {
        var upload = Upload(Good, PolicyKind.Grant);
        SignIn(Console.Alice);
        Assert.NotEmpty(Open(upload).FindAll("[data-test=gone]"));
        SignIn(Console.Carol);
        Console.Clock.Advance(ImportShelf.Lifetime + TimeSpan.FromSeconds(1));
        Assert.NotEmpty(Open(upload).FindAll("[data-test=gone]"));
    }

    [Fact]
    public void Shelf_KeepsTheNewestFilesOfEach()
    {
        var shelf = new ImportShelf(Console.Clock);
        var first = shelf.Put(Console.Carol.Actor.Person, "1", Request(1));
        var others = Enumerable.Range(0, 3).Select(i => shelf.Put(Console.Carol.Actor.Person, $"{i}", Request(1))).ToArray();
        Assert.Null(shelf.Find(Console.Carol.Actor.Person, first.Id));
        Assert.All(others, o => Assert.NotNull(shelf.Find(Console.Carol.Actor.Person, o.Id)));
        for (var i = 0; i < 20; i++)
            shelf.Put(new PersonId("demo", $"person-{i}"), "large", Request(16 * 1024 * 1024));
        Assert.All(others, o => Assert.Null(shelf.Find(Console.Carol.Actor.Person, o.Id)));
    }

    [Fact]
    public void Viewer_IsToldWhyTheyCannotImport()
    {
        SignIn(Console.Victor);
        var page = Open("");
        Assert.True(page.Find("[data-test=upload]").HasAttribute("disabled"));
        Assert.Contains("editor role", page.Find("[data-test=upload-reason]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("too-large", "larger than 16 MB")]
    [InlineData("no-file", "choose one")]
    [InlineData("stale", "too old")]
    public void File_ThatWasNotTaken_IsExplained(string why, string said) =>
        Assert.Contains(said, Open($"refused={why}").Find("[data-test=refusal]").TextContent, StringComparison.Ordinal);

    private static ImportRequest Request(int bytes) => new(new byte[bytes], PolicyKind.Grant);

    private string Upload(string text, PolicyKind? kind) =>
        "upload=" + Services.GetRequiredService<ImportShelf>().Put(Console.Carol.Actor.Person, "file.csv", new ImportRequest(Encoding.UTF8.GetBytes(text), kind)).Id;

    private IRenderedComponent<ImportPage> Open(string query)
    {
        Navigation.NavigateTo("/policy/import?" + query);
        var page = Render<ImportPage>();
        page.WaitForElement("form, [data-test=sent]");
        return page;
    }

    private Task<IReadOnlyList<Draft>> ListAsync() => Console.Drafts.ListAsync(new DraftFilter(), null, 10, Cancellation);

    private sealed class NoAntiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
