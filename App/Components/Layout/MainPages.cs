using MudBlazor;

namespace AccessConsole.Components.Layout;

/// <summary>The pages of the navigation, in its order.</summary>
public static class MainPages
{
    public static readonly IReadOnlyList<(string Address, string Name, string Icon)> All =
    [
        ("/", "Home", Icons.Material.Outlined.Home),
        ("/access", "Access", Icons.Material.Outlined.GridOn),
        ("/grants", "Grants", Icons.Material.Outlined.Key),
        ("/least-privilege", "Least privilege", Icons.Material.Outlined.CloseFullscreen),
        ("/policy", "Policy", Icons.Material.Outlined.Category),
        ("/drafts", "Drafts", Icons.Material.Outlined.EditNote),
        ("/requests", "Requests", Icons.Material.Outlined.MoreTime),
        ("/campaigns", "Campaigns", Icons.Material.Outlined.Checklist),
        ("/emergency", "Emergency", Icons.Material.Outlined.Block),
        ("/revisions", "Revisions", Icons.Material.Outlined.History),
        ("/rollout", "Rollout", Icons.Material.Outlined.RocketLaunch),
        ("/decisions", "Decisions", Icons.Material.Outlined.Traffic),
        ("/tests", "Tests", Icons.Material.Outlined.FactCheck),
        ("/coverage", "Coverage", Icons.Material.Outlined.VerifiedUser),
        ("/simulator", "Simulator", Icons.Material.Outlined.Science),
        ("/diagnose", "Diagnose", Icons.Material.Outlined.Troubleshoot),
        ("/questions", "Questions", Icons.Material.Outlined.QuestionAnswer),
        ("/audit", "Audit", Icons.Material.Outlined.ReceiptLong),
        ("/settings", "Settings", Icons.Material.Outlined.Settings),
    ];
}
