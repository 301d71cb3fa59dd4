using AccessConsole.Components.Pages.Editing;
using AccessConsole.Components.Pages.Editing.Fields;
using AccessConsole.Core.Documents.Editing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using MudBlazor.Services;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>An instant in UTC and in the viewer's time, over the days on which clocks are changed.</summary>
public sealed class TimeFieldTests : BunitContext
{
    private ObjectText text = ObjectText.Parse("name: x\n");

    public TimeFieldTests() => Services.AddMudServices();

    [Fact]
    public void Instant_InForce_IsShownInBothTimes()
    {
        text = ObjectText.Parse("expires: 2027-02-01T00:00:00Z\n");
        var field = Open("Europe/Berlin");
        Assert.Equal("2027-02-01T00:00:00", Value(field, "expires"));
        Assert.Equal("2027-02-01T01:00:00", Value(field, "expires-local"));
        Assert.Contains("UTC+01:00", field.Find("#expires-local-notes").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2027-07-01T12:00", "2027-07-01T10:00:00Z")]
    [InlineData("America/New_York", "2027-07-01T12:00", "2027-07-01T16:00:00Z")]
    [InlineData("Asia/Kathmandu", "2027-07-01T12:00:30", "2027-07-01T06:15:30Z")]
    public void LocalTime_Typed_IsWrittenInUtc(string zone, string typed, string written)
    {
        Type(Open(zone), "expires-local", typed);
        Assert.Equal(written, text.Value("/expires"));
    }

    [Fact]
    public void LocalTime_ThatNoClockShows_ChangesNothingAndSaysWhy()
    {
        text = ObjectText.Parse("expires: 2027-02-01T00:00:00Z # audit\n");
        var field = Open("Europe/Berlin");
        Type(field, "expires-local", "2027-03-28T02:30");
        Assert.Equal("2027-02-01T00:00:00Z", text.Value("/expires"));
        Assert.Contains("02:30 on that day: they go from 02:00 to 03:00", field.Find("[data-test=expires-gap]").TextContent, StringComparison.Ordinal);
        Assert.Equal("2027-03-28T02:30", Value(field, "expires-local"));

        Type(field, "expires-local", "2027-03-28T03:30");
        Assert.Empty(field.FindAll("[data-test=expires-gap]"));
        Assert.Equal("expires: 2027-03-28T01:30:00Z # audit\n", text.Text);
    }

    [Theory]
    [InlineData(false, "2027-10-31T00:30:00Z")]
    [InlineData(true, "2027-10-31T01:30:00Z")]
    public void LocalTime_ThatComesTwice_IsTheOneThatGivesLessUntilAPersonChooses(bool isBeginning, string written)
    {
        var field = Open("Europe/Berlin", isBeginning);
        Type(field, "expires-local", "2027-10-31T02:30");
        Assert.Equal(written, text.Value("/expires"));
        Assert.Equal("the first, UTC+02:00", field.Find("[data-test=expires-first]").TextContent);
        field.Find("[data-test=expires-second]").Click();
        Assert.Equal("2027-10-31T01:30:00Z", text.Value("/expires"));
        field.Find("[data-test=expires-first]").Click();
        Assert.Equal("2027-10-31T00:30:00Z", text.Value("/expires"));
        Assert.Equal("true", field.Find("[data-test=expires-first]").GetAttribute("aria-pressed"));
    }

    [Fact]
    public void Time_Emptied_IsTakenOut()
    {
        text = ObjectText.Parse("name: x\nexpires: 2027-02-01T00:00:00Z\n");
        Type(Open("Europe/Berlin"), "expires-local", "");
        Assert.Equal("name: x\n", text.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Nowhere/Atlantis")]
    [InlineData("Etc/UTC")]
    public void Zone_ThatIsNotKnown_OrIsUtcItself_LeavesUtcAlone(string zone)
    {
        var field = Open(zone);
        Assert.Empty(field.FindAll("[data-test=expires-local]"));
        Type(field, "expires", "2027-07-01T12:00");
        Assert.Equal("2027-07-01T12:00:00Z", text.Value("/expires"));
    }

    private static string? Value(IRenderedComponent<TimeField> field, string name) => field.Find($"[data-test={name}]").GetAttribute("value");

    private static void Type(IRenderedComponent<TimeField> field, string name, string typed) => field.Find($"[data-test={name}]").Input(typed);

    private IRenderedComponent<TimeField> Open(string zone, bool isBeginning = false)
    {
        JSInterop.Setup<string?>("accessConsole.timeZone").SetResult(zone);
        return Render<Host>(p => p.Add(h => h.Test, this).Add(h => h.IsBeginning, isBeginning)).FindComponent<TimeField>();
    }

    /// <summary>Gives the field its form anew with each change, as a page does.</summary>
    private sealed class Host : ComponentBase
    {
        [Parameter]
        public required TimeFieldTests Test { get; set; }

        [Parameter]
        public bool IsBeginning { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<CascadingValue<ObjectForm>>(0);
            builder.AddAttribute(1, "Value", new ObjectForm(() => Test.text, () => ObjectInspection.Nothing, () => PolicySet.Of(PolicyDocument.Empty), () => false, Edit));
            builder.AddAttribute(2, "ChildContent", (RenderFragment)(field =>
            {
                field.OpenComponent<TimeField>(0);
                field.AddAttribute(1, nameof(TimeField.At), "/expires");
                field.AddAttribute(2, nameof(TimeField.Label), "Expires");
                field.AddAttribute(3, nameof(TimeField.IsBeginning), IsBeginning);
                field.CloseComponent();
            }));
            builder.CloseComponent();
        }

        private void Edit(ObjectText edited)
        {
            Test.text = edited;
            StateHasChanged();
        }
    }
}
