using AccessConsole.Components.Controls;
using AccessConsole.Components.Layout;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;
using Bunit;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Fields that tell each letter: no letter is lost to a render that it crosses, and none is written over.</summary>
public sealed class TypingInputTests : PageContext
{
    private const string Handler = "blazor:oninput";

    [Fact]
    public void Handler_OfAnyTypedField_OutlivesItsRenders()
    {
        var go = Render<GoAnywhere>();
        var names = Render<NameList>(p => p.Add(c => c.Label, "Pipelines").Add(c => c.Test, "pipelines").Add(c => c.Values, new ValueList<string>([])));
        var box = Render<TextBox>(p => p.Add(c => c.Label, "Name").Add(c => c.Test, "name").Add(c => c.Value, "").Add(c => c.Lines, 3));
        StaysTheSame(go, "go-to");
        StaysTheSame(names, "pipelines");
        StaysTheSame(box, "name");
    }

    [Fact]
    public void Letters_NamedByAnEarlierRender_AreAllTaken()
    {
        var page = Render<GoAnywhere>();
        // One element for all: each letter goes to the handler that the browser saw when it was typed.
        var field = page.Find("[data-test=go-to]");
        foreach (var typed in new[] { "n", "ne", "new", "new ", "new g", "new gr", "new gra" })
            field.Input(typed);
        Assert.StartsWith("New grant", page.Find("[data-test=place]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void NoPage_BindsEachLetterOtherwise() => Assert.DoesNotContain(
        Directory.EnumerateFiles(Repository.PathTo("App", "Components"), "*.razor", SearchOption.AllDirectories),
        page => File.ReadAllText(page).Contains("@bind:event=\"oninput\"", StringComparison.Ordinal));

    [Fact]
    public void Value_ThatItsOwnerDoesNotTake_IsTakenBack()
    {
        var value = "kept";
        var field = Render<TypingInput>(p => p.Add(c => c.Value, value).Add(c => c.ValueChanged, EventCallback.Factory.Create<string>(this, _ => { })));
        field.Find("input").Input("other");
        field.Render(p => p.Add(c => c.Value, value));
        Assert.Equal("kept", field.Find("input").GetAttribute("value"));
    }

    private static void StaysTheSame<T>(IRenderedComponent<T> component, string field)
        where T : IComponent
    {
        var before = component.Find($"[data-test={field}]").GetAttribute(Handler);
        Assert.NotNull(before);
        component.Find($"[data-test={field}]").Input("x");
        component.Render();
        Assert.Equal(before, component.Find($"[data-test={field}]").GetAttribute(Handler));
    }
}
