using AccessConsole.Components.Views;
using AccessConsole.Core.Ports;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Filtered lists that a person keeps by name.</summary>
public sealed class SavedViewsTests : PageContext
{
    public SavedViewsTests() => SignIn(Console.Carol);

    [Fact]
    public void View_Saved_IsALinkToWhatWasShown_AlsoForTheNextPage()
    {
        Save(Open("/grants?effect=deny"), "denies");
        var page = Open("/grants");
        Assert.Equal("/grants?effect=deny", page.Find("[data-test=saved-view] a").GetAttribute("href"));
        Assert.Null(page.Find("[data-test=saved-view] a").GetAttribute("aria-current"));
        Assert.Equal("true", Open("/grants?effect=deny").Find("[data-test=saved-view] a").GetAttribute("aria-current"));
        Assert.Empty(Open("/coverage").FindAll("[data-test=saved-view]"));
    }

    [Fact]
    public void View_IsItsPersonsAlone()
    {
        Save(Open("/grants?effect=deny"), "denies");
        SignIn(Console.Alice);
        Assert.Empty(Open("/grants").FindAll("[data-test=saved-view]"));
    }

    [Fact]
    public void View_SavedUnderAKnownName_TakesItsPlace()
    {
        Save(Open("/grants?effect=deny"), "mine");
        var page = Open("/grants?effect=allow");
        Save(page, " mine ");
        Assert.Equal("/grants?effect=allow", Assert.Single(page.FindAll("[data-test=saved-view] a")).GetAttribute("href"));
    }

    [Fact]
    public void View_Removed_IsGone_AndOthersStay()
    {
        var page = Open("/grants?effect=deny");
        Save(page, "one");
        Save(page, "two");
        page.Find("[data-test=edit-views]").Click();
        page.Find("[data-name=one] [data-test=remove-view]").Click();
        Assert.Equal("two", Assert.Single(Open("/grants").FindAll("[data-test=saved-view]")).GetAttribute("data-name"));
    }

    [Theory]
    [InlineData("  ", "give the view a name")]
    [InlineData("a\u0007b", "U+0007")]
    [InlineData("a\nb", "U+000A")]
    [InlineData("a\u202eb", "U+202E")]
    public void View_WithABadName_SaysWhatIsWrong(string name, string problem)
    {
        var page = Open("/grants");
        Save(page, name);
        Assert.Contains(problem, page.Find("[data-test=view-problem]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=saved-view]"));
    }

    [Fact]
    public async Task Views_AreLimited_ButAKnownOneCanBeSavedAgain()
    {
        var model = new SavedViewsViewModel(People);
        var person = Console.Carol.Actor.Person;
        await model.LoadAsync(person, "/grants", Cancellation);
        for (var i = 0; i < SavedViewsViewModel.MaxViews; i++)
            await model.SaveAsync(person, $"view {i}", "/grants?q=x", Cancellation);
        Assert.Null(model.Problem);
        await model.SaveAsync(person, "one more", "/grants", Cancellation);
        Assert.Contains("remove one first", model.Problem, StringComparison.Ordinal);
        await model.SaveAsync(person, "view 3", "/grants?q=y", Cancellation);
        Assert.Null(model.Problem);
        Assert.Equal(new SavedView("/grants", "view 3", "/grants?q=y"), model.Views[^1]);
        await model.SaveAsync(person, new string('x', SavedViewsViewModel.MaxName + 1), "/grants", Cancellation);
        Assert.Contains("at most 60", model.Problem, StringComparison.Ordinal);
    }

    private static void Save(IRenderedComponent<SavedViews> page, string name)
    {
        page.Find("[data-test=edit-views]").Click();
        page.Find("[data-test=view-name]").Input(name);
        page.Find("form").Submit();
    }

    private IRenderedComponent<SavedViews> Open(string address) => Render<SavedViews>(p => p.Add(v => v.Address, address));
}
