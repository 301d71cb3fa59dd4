using AccessConsole.Core.Ports;
using AccessConsole.LeastPrivilege;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.LeastPrivilege;

/// <summary>Grants by their use, narrowed into a draft, and grants proposed for what was refused.</summary>
public sealed partial class LeastPrivilegePage
{
    private static readonly int[] Spans = [7, 30, 90, 365];

    private readonly HashSet<string> chosen = new(StringComparer.Ordinal);
    private readonly OwnSteps steps = new();
    private ConsoleUser? user;
    private string? refusal;
    private bool failed;
    private bool isBusy;

    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    [SupplyParameterFromQuery]
    public int? Days { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [Inject]
    public required LeastPrivilegeViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private LeastPrivilegeQuery Asked => new(
        Days ?? AccessUse.UsualDays, LeastPrivilegeViewModel.Views.Any(view => view.Show == Show) ? Show! : "", Text ?? "", Math.Max(1, Page ?? 1));

    private string? DraftObjection => isBusy ? "it is being worked out" : user?.Has(ConsoleRole.Editor) == true ? null : "drafting changes needs the editor role";

    protected override Task OnParametersSetAsync() => steps.AreOvertaken(Asked.Address) ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        // What is chosen is what is seen.
        chosen.Clear();
        refusal = null;
        user = await User.GetAsync();
        failed = !await Loads.TryAsync(() => Model.LoadAsync(user, Asked, CancellationToken.None));
    }

    private void Go(LeastPrivilegeQuery query) => Navigation.NavigateTo(query.Address);

    private void Search(string? text) => steps.Go(Navigation, (Model.Query with { Text = text ?? "", Page = 1 }).Address);

    private Task PreviewAsync() => BusyAsync(async () =>
        refusal = await Loads.TryAsync(async () => await Model.PreviewAsync(user = await User.GetAsync(), [.. chosen])) ? null : "not worked out: the database may be away; try again");

    private Task DraftAsync() => BusyAsync(async () => refusal = await IntoDraft.GoAsync(Navigation, async () => await Model.DraftAsync(user = await User.GetAsync())));

    private Task ProposeAsync(string grant) => BusyAsync(async () => refusal = await IntoDraft.GoAsync(Navigation, async () => await Model.ProposeAsync(user = await User.GetAsync(), grant)));

    private async Task BusyAsync(Func<Task> act)
    {
        isBusy = true;
        try
        {
            await act();
        }
        finally
        {
            isBusy = false;
        }
    }
}
