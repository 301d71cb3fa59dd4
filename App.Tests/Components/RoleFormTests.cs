using AccessConsole.Components.Pages.Objects;
using AccessConsole.Core.Model;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>A role in fields: what is typed in one is a change of the text beside it, and of the draft.</summary>
public sealed class RoleFormTests : PageContext
{
    public RoleFormTests() => SignIn(Console.Carol);

    [Fact]
    public void Field_Typed_ChangesTheTextAndKeepsItsComments()
    {
        var page = Open("migrator");
        page.Find("[data-test=yaml]").Input("# asked for by finance\n" + Yaml(page));
        page.Find("[data-test=permissions-0-methods-DELETE]").Change(true);
        page.Find("[data-test=permissions-0-paths]").Input("/orders/{*}");
        page.Find("[data-test=permissions-0-paths]").KeyDown("Enter");
        Assert.StartsWith("# asked for by finance\nname: migrator\n", Yaml(page), StringComparison.Ordinal);
        Assert.Contains("methods: [GET, POST, DELETE]", Yaml(page), StringComparison.Ordinal);
        Assert.Contains("paths: [/admin/**, \"/orders/{*}\"]", Yaml(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_Typed_ShowsInTheFields()
    {
        var page = Open("migrator");
        page.Find("[data-test=yaml]").Input(Yaml(page).Replace("[GET, POST]", "[\"*\"]", StringComparison.Ordinal));
        Assert.True(page.Find("[data-test=permissions-0-methods-all]").HasAttribute("checked"));
        Assert.True(page.Find("[data-test=permissions-0-methods-GET]").HasAttribute("disabled"));
    }

    [Fact]
    public void Permission_Added_IsPartOfWhatTheRoleGives()
    {
        var page = Open("migrator");
        page.Find("[data-test=permissions-add]").Click();
        page.Find("[data-test=permissions-1-services-mode]").Change("all");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("payments-deploy", page.Find("[data-test=preview]").TextContent, StringComparison.Ordinal));
        Assert.Equal("this matches 1 service", page.FindAll("[data-test=matches]")[1].TextContent);

        page.Find("[data-test=permissions-1-remove]").Click();
        Assert.Single(page.FindAll("[data-test=permissions-item]"));
    }

    [Fact]
    public void Path_ThatIsNoTemplate_HasItsProblemAtItsField()
    {
        var page = Open("migrator");
        page.Find("[data-test=permissions-0-paths]").Input("/a/../b,");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("dot segment", page.Find("#permissions-0-paths-notes").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("[data-test=permissions-0-paths]").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void Samples_OfThePaths_AreAnsweredAsADecisionWould()
    {
        var page = Open("migrator");
        page.Find("[data-test=permissions-0-paths-try]").Input("/admin/42,");
        page.Find("[data-test=permissions-0-paths-try]").Input("/admin/%2e%2e/etc,");
        var answers = page.FindAll("[data-test=path-sample]").ToDictionary(r => r.GetAttribute("data-path")!, r => r.GetAttribute("data-answer"));
        Assert.Equal("matches", answers["/admin/42"]);
        Assert.Equal("refused", answers["/admin/%2e%2e/etc"]);
        Assert.Equal("none", answers["/adminx"]);
        Assert.Equal("refused", answers["//admin/"]);
        Assert.Equal("none", answers["/ADMIN"]);
    }

    [Fact]
    public void Name_Changed_TakesItsGrantsAlong()
    {
        var page = Open("migrator");
        page.Find("[data-test=name]").Input("schema-mover");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => page.Find("[data-test=follow-rename]"));
        page.Find("[data-test=follow-rename]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=left-behind]")));
        Assert.Equal(["schema-mover"], page.Instance.Model.Draft!.Patch.Upserts.OfType<Grant>().Select(g => g.Role));
    }

    [Fact]
    public void UsedRole_Deleted_NamesWhatWouldBreakAndAsks()
    {
        var page = Open("migrator");
        page.Find("[data-test=delete]").Click();
        Assert.Equal("grant payments-migrates", page.Find("[data-test=breaks]").TextContent.Trim());
        page.Find("[data-test=keep]").Click();
        Assert.Empty(page.FindAll("[data-test=delete-question]"));
        page.Find("[data-test=delete]").Click();
        page.Find("[data-test=confirm-delete]").Click();
        page.WaitForAssertion(() => Assert.Contains("/drafts/", Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public void NewRole_BeginsWithItsFieldsAndNoMistake()
    {
        var page = Open(null);
        Assert.Empty(page.FindAll("[data-test=problem]"));
        page.Find("[data-test=name]").Input("reader");
        page.Find("[data-test=permissions-0-services]").Input("payments-api,");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.StartsWith("saved", page.Find("[data-test=saved]").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain(page.Instance.Model.Inspection.Problems, p => p.Severity == AccessConsole.Core.Diagnostics.Severity.Error);
    }

    [Fact]
    public void Viewer_SeesNothingToEditWith()
    {
        SignIn(Console.Victor);
        var page = Open("migrator");
        Assert.All(page.FindAll(".form input, .form select, .form textarea").Where(f => !f.GetAttribute("data-test")!.EndsWith("-try", StringComparison.Ordinal)), f => Assert.True(f.HasAttribute("disabled") || f.Closest("fieldset[disabled]") is not null));
        Assert.Empty(page.FindAll("[data-test=permissions-add], [data-test=permissions-0-remove]"));
        Assert.Equal("true", page.Find("[data-test=delete]").GetAttribute("aria-disabled"));
    }

    private static string Yaml(IRenderedComponent<ObjectEditPage> page) => page.Find("[data-test=yaml]").GetAttribute("value")!;

    private IRenderedComponent<ObjectEditPage> Open(string? name)
    {
        Navigation.NavigateTo(AccessConsole.Components.Addresses.Of("/policy/roles/edit", ("name", name)));
        return Render<ObjectEditPage>(p => p.Add(e => e.KindSlug, "roles"));
    }
}
