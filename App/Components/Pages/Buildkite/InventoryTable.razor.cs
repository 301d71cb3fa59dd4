using AccessConsole.Core.Inventory;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Buildkite;

public sealed partial class InventoryTable
{
    [Parameter, EditorRequired]
    public required OrganizationViewModel Model { get; set; }

    [Parameter]
    public EventCallback OnChoose { get; set; }

    private Task ChooseAsync(PipelineComparison row, bool isChosen)
    {
        Model.Choose(row, isChosen);
        return OnChoose.InvokeAsync();
    }

    private static string LookOf(PipelineStanding standing) => standing switch
    {
        PipelineStanding.New => "badge-accent",
        PipelineStanding.Changed => "badge-warn",
        PipelineStanding.Gone => "badge-bad",
        PipelineStanding.Same => "badge-good",
        PipelineStanding.Archived => "",
    };
}
