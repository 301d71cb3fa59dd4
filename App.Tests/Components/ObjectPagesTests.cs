using AccessConsole.Components.Pages.Editing;
using AccessConsole.Components.Pages.Objects;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>The lists of the policy's objects, and the page of one.</summary>
public sealed class ObjectPagesTests : PageContext
{
    public ObjectPagesTests() => SignIn(Console.Carol);

    [Fact]
    public void List_ShowsEachObjectWithWhatTellsItApart()
    {
        var page = RenderList("pipelines");
        Assert.Equal(["payments-deploy", "shop-deploy"], page.FindAll("[data-test=object]").Select(r => r.GetAttribute("data-name")));
        Assert.Contains("0187c6a2-0000-4000-8000-000000000002", page.Markup, StringComparison.Ordinal);
        Assert.Contains("team=payments", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("team=payments", "payments-deploy")]
    [InlineData("acme/shop", "shop-deploy")]
    [InlineData("DEPLOY 000000000003", "shop-deploy")]
    public void Search_LooksAtNamesLabelsAndFacts(string text, string found)
    {
        var page = RenderList("pipelines");
        page.Find("[data-test=search]").Input(text);
        Assert.Equal(found, Assert.Single(page.FindAll("[data-test=object]")).GetAttribute("data-name"));
        Assert.EndsWith(Uri.EscapeDataString(text), Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_WithoutHits_ShowsTheWayBack()
    {
        var page = RenderList("services");
        page.Find("[data-test=search]").Input("no-such-service");
        page.Find("[data-test=clear]").Click();
        Assert.Single(page.FindAll("[data-test=object]"));
    }

    [Fact]
    public void List_Empty_SaysWhatTheKindIsFor_AndLeadsToTheFirst()
    {
        var empty = RenderList("tests").Find("[data-test=empty]");
        Assert.Contains("must always answer", empty.TextContent, StringComparison.Ordinal);
        Assert.Equal(ObjectAddresses.New(PolicyKind.Test), empty.QuerySelector("[data-test=first]")!.GetAttribute("href"));
    }

    [Fact]
    public void Tests_SayWhetherTheyPass()
    {
        Console.InForce(2, Console.Live.Current.Policy.Apply(new PolicyPatch { Upserts = [Expecting(Effect.Deny, "holds"), Expecting(Effect.Allow, "fails: and/or breaks")] }));
        var states = RenderList("tests").FindAll("[data-test=object]").ToDictionary(r => r.GetAttribute("data-name")!, r => r.QuerySelector("[data-test=test-state]")!.TextContent);
        Assert.Equal("passes", states["holds"]);
        Assert.Equal("fails", states["fails: and/or breaks"]);
    }

    [Fact]
    public void Grants_HaveAListOfTheirOwn()
    {
        RenderList("grants");
        Assert.EndsWith("/grants", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Viewer_CannotBeginAnObject()
    {
        SignIn(Console.Victor);
        Assert.Equal("true", RenderList("services").Find("[data-test=new-object]").GetAttribute("aria-disabled"));
    }

    [Fact]
    public void Object_ShowsWhatUsesIt()
    {
        var page = RenderObject("pipelines", "payments-deploy");
        Assert.Equal("/grants/payments-migrates", page.Find("[data-test=used-by] a").GetAttribute("href"));
    }

    [Fact]
    public void Object_Renamed_OffersToRenameItEverywhere()
    {
        var page = RenderObject("roles", "migrator");
        var text = page.Find("[data-test=yaml]").GetAttribute("value")!;
        page.Find("[data-test=yaml]").Input(text.Replace("name: migrator", "name: schema-mover", StringComparison.Ordinal));
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("grant", page.Find("[data-test=left-behind]").TextContent, StringComparison.Ordinal));
        page.Find("[data-test=follow-rename]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=left-behind]")));
        Assert.NotEmpty(page.FindAll("[data-test=no-change]"));
    }

    [Fact]
    public void Delete_WithTheDatabaseAway_IsSaidAndKeepsThePage()
    {
        var page = RenderObject("roles", "migrator");
        Console.Drafts.IsAway = true;
        page.Find("[data-test=delete]").Click();
        page.Find("[data-test=confirm-delete]").Click();
        page.WaitForAssertion(() => Assert.Contains("the database may be away", page.Find("[data-test=refusal]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Object_OfAViewer_IsReadOnly()
    {
        SignIn(Console.Victor);
        Assert.True(RenderObject("services", "payments-api").Find("[data-test=yaml]").HasAttribute("disabled"));
    }

    private static PolicyTest Expecting(Effect effect, string name) => new()
    {
        Name = name,
        Given = new DecisionRequest { Pipeline = "shop-deploy", Environment = "production", Service = "payments-api", Method = "GET", Path = "/admin/x" },
        Expect = effect,
    };

    private IRenderedComponent<ObjectsPage> RenderList(string kind)
    {
        Navigation.NavigateTo($"/policy/{kind}");
        return Render<ObjectsPage>(p => p.Add(e => e.KindSlug, kind));
    }

    private IRenderedComponent<ObjectEditPage> RenderObject(string kind, string name)
    {
        Navigation.NavigateTo($"/policy/{kind}/edit?name={name}");
        return Render<ObjectEditPage>(p => p.Add(e => e.KindSlug, kind));
    }
}
