using AccessConsole.Core.Diagnostics;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Requests;

public sealed partial class AskPage
{
    private const int MaxStanding = 5;

    private static readonly (string, string)[] Kinds = [("pipeline", "pipeline"), ("workload", "workload")];
    private static readonly string[] Fields = ["/principal", "/role", "/environment", "/duration", "/when/branches", "/when/queues", "/reason"];

    private AskQuery query = new();
    private AskQuery? shown;
    private string reason = "";
    private bool isPressed;

    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery]
    public string? Name { get; set; }

    [SupplyParameterFromQuery]
    public string? Role { get; set; }

    [SupplyParameterFromQuery]
    public string? In { get; set; }

    [SupplyParameterFromQuery]
    public string? For { get; set; }

    /// <summary>Patterns, with spaces between.</summary>
    [SupplyParameterFromQuery]
    public string? Branches { get; set; }

    /// <summary>Patterns, with spaces between.</summary>
    [SupplyParameterFromQuery]
    public string? Queues { get; set; }

    [Inject]
    public required AskViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string? Objection => Model.Problems.Any(p => p.Severity == Severity.Error) ? "mend what is wrong above first"
        : query.Address != Model.Shown?.Address ? "show what it opens first: something above was changed"
        : string.IsNullOrWhiteSpace(reason) ? "say what the access is for first" : null;

    protected override async Task OnParametersSetAsync()
    {
        var asked = AskQuery.Read(Kind, Name, Role, In, For, Branches, Queues);
        if (asked == shown)
            return;
        (shown, query) = (asked, asked);
        var pressed = isPressed;
        isPressed = false;
        await Model.ShowAsync(asked, pressed);
    }

    private async Task Show()
    {
        query = AskQuery.Read(query.Kind == Core.Model.PolicyKind.Workload ? "workload" : null, query.Name, query.Role, query.Environment, query.For, query.Branches, query.Queues);
        if (query == shown)
        {
            await Model.ShowAsync(query, isPressed: true);
            return;
        }

        isPressed = true;
        Navigation.NavigateTo(query.Address);
    }

    private async Task AskAsync(AskQuery seen)
    {
        if (await Model.AskAsync(await User.GetAsync(), seen, reason) is { } request)
            Navigation.NavigateTo($"/requests/{request.Id}");
    }

    private static bool IsAtAField(Diagnostic problem) => Fields.Contains(problem.Pointer);
}
