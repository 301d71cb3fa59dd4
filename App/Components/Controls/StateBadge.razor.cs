using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AccessConsole.Components.Controls;

public sealed partial class StateBadge
{
    [Parameter, EditorRequired]
    public DraftState State { get; set; }

    private (string Class, string Icon) Look => State switch
    {
        DraftState.Editing => ("", Icons.Material.Outlined.Edit),
        DraftState.Submitted => ("badge-accent", Icons.Material.Outlined.HourglassEmpty),
        DraftState.Declined => ("badge-bad", Icons.Material.Outlined.ThumbDownOffAlt),
        DraftState.Withdrawn => ("", Icons.Material.Outlined.Undo),
        DraftState.Published => ("badge-good", Icons.Material.Outlined.Check),
    };
}
