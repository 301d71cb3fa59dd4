using AccessConsole.Components.Controls;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Components.Pages.Grants;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Editing;
using AccessConsole.Core.Model;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class ControlTests : BunitContext
{
    public ControlTests()
    {
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Fields_WithAProblem_ShowItAtTheFieldAndMarkIt()
    {
        var problem = new Diagnostic(DiagnosticCodes.UnknownReference, Severity.Error, "there is no role `x`", "/role", 4, 7);
        var fields = Fields("role: x\n", ObjectInspection.Nothing with { Problems = [problem] });
        Assert.Equal("true", fields.Find("[data-test=role]").GetAttribute("aria-invalid"));
        Assert.Contains("there is no role", fields.Find("#role-notes").TextContent, StringComparison.Ordinal);
        Assert.Null(fields.Find("[data-test=name]").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void Fields_Typed_ChangeTheirValueInTheText()
    {
        ObjectText? raised = null;
        var fields = Fields("name: x # named by carol\n", ObjectInspection.Nothing, text => raised = text);
        fields.Find("[data-test=role]").Input("migrator");
        Assert.Equal("name: x # named by carol\nrole: migrator\n", raised!.Text);
        fields.Find("[data-test=pipelines-mode]").Change("names");
        Assert.Equal("name: x # named by carol\nprincipals:\n  pipelines:\n    names: []\n", raised.Text);
        fields.Find("[data-test=environment-production]").Change(true);
        Assert.Equal("name: x # named by carol\nenvironments: [production]\n", raised.Text);
    }

    [Fact]
    public void Button_WithAnObjection_SaysItAndDoesNothing()
    {
        var presses = 0;
        var button = Render<ActButton>(p => p.Add(b => b.Test, "publish").Add(b => b.Objection, "1 more approval is needed").Add(b => b.OnPress, () => presses++).AddChildContent("Publish"));
        button.Find("[data-test=publish]").Click();
        Assert.Equal(0, presses);
        Assert.Contains("1 more approval", button.Find("#publish-reason").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfThePolicy_IsNeverMarkup()
    {
        var said = Render<Said>(p => p.Add(s => s.Text, "grant `<script>alert(1)</script>` is added"));
        Assert.Empty(said.FindAll("script"));
        Assert.Equal("<script>alert(1)</script>", said.Find("code").TextContent);
    }

    [Fact]
    public void Option_OfACommand_StaysOnOneLine()
    {
        var said = Render<Said>(p => p.Add(s => s.Text, "ask by `agent oidc --claim a,b --x`, and `a-b` too"));
        Assert.Equal(["--claim", "--x"], said.FindAll("code .nowrap").Select(option => option.TextContent));
        Assert.Equal(["agent oidc --claim a,b --x", "a-b"], said.FindAll("code").Select(code => code.TextContent));
    }

    [Fact]
    public void Path_MayEndItsLineAfterEachSlash()
    {
        Render<SlashText>(p => p.Add(s => s.Text, "/admin/<b>")).MarkupMatches("/<wbr>admin/<wbr>&lt;b&gt;");
        Render<SlashText>(p => p.Add(s => s.Text, "plain")).MarkupMatches("plain");
    }

    [Fact]
    public void Diff_OfTwoTexts_SignsWhatChanged()
    {
        var diff = Render<YamlDiff>(p => p.Add(d => d.Title, "x").Add(d => d.Before, "a: 1\nb: 2\n").Add(d => d.After, "a: 1\nb: 3\n"));
        Assert.Equal([" ", "−", "+"], diff.FindAll(".diff-sign").Select(s => s.TextContent));
    }

    [Fact]
    public void Changes_OfThousands_AreShownFiftyAtATime()
    {
        var changes = Enumerable.Range(0, 120).Select(i => new ObjectChange(new PolicyReference(PolicyKind.Grant, $"g{i}"), "", "name: x\n")).ToArray();
        var diff = Render<PatchDiff>(p => p.Add(d => d.Changes, changes));
        Assert.Equal(50, diff.FindAll("[data-test=object-change]").Count);
        diff.Find("[data-test=more-changes]").Click();
        Assert.Equal("Show 20 more of 120", diff.Find("[data-test=more-changes]").TextContent);
        diff.Find("[data-test=more-changes]").Click();
        Assert.Equal(120, diff.FindAll("[data-test=object-change]").Count);
    }

    private IRenderedComponent<GrantFields> Fields(string text, ObjectInspection inspection, Action<ObjectText>? edit = null) =>
        Render<GrantFields>(p => p.AddCascadingValue(new ObjectForm(() => ObjectText.Parse(text), () => inspection, () => new Console().Live.Current.Policy, () => false, edit ?? (_ => { }))));
}
