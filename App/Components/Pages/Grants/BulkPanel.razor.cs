using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>The form of one edit of many grants, what it would do, and the button that makes the draft.</summary>
public sealed partial class BulkPanel
{
    private const int MaxNames = 50;

    private static readonly (string, string)[] Effects = [("", "as it is"), ("allow", "allow"), ("deny", "deny")];
    private static readonly (string, string)[] Expiries = [("", "as it is"), (BulkForm.Never, "never"), (BulkForm.At, "at…")];
    private static readonly (string, string)[] Kinds = [("pipelines", "pipelines"), ("workloads", "workloads")];

    private string? refusal;
    private string title = "";

    [Inject]
    public required BulkEditViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Parameter, EditorRequired]
    public required GrantSelection Selection { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    private BulkForm Form => Model.Form;

    private IReadOnlyList<(string, string)> Environments => [("", "none"), .. Model.Policy.Environments.Keys.Select(e => (e, e))];

    private IEnumerable<string> Principals => Form.AreWorkloads ? Model.Policy.Workloads.Keys : Model.Policy.Pipelines.Keys;

    /// <summary>Another selection, or another policy, is another preview.</summary>
    protected override void OnParametersSet() => Set(Form);

    private void Set(BulkForm form)
    {
        refusal = null;
        Model.Preview(form, Selection.Names);
    }

    private async Task DraftAsync() => refusal = await IntoDraft.GoAsync(Navigation, async () => await Model.DraftAsync(await User.GetAsync(), title));
}
