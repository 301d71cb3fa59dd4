using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>The grants in force, searched and paged by the server; the address holds what is shown.</summary>
public sealed partial class GrantsPage : IDisposable
{
    private readonly GrantSelection selection = new();
    private string? objection;
    private bool isEditing;

    [Inject]
    public required GrantsViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? Effect { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public string? Expiry { get; set; }

    [SupplyParameterFromQuery]
    public string? Conditions { get; set; }

    [SupplyParameterFromQuery]
    public bool? Broad { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Live.Changed += Refresh;
        objection = (await User.GetAsync()).Has(ConsoleRole.Editor) ? null : "changing grants needs the editor role";
    }

    protected override GrantQuery Asked => new()
    {
        Text = Text ?? "",
        Effect = Effect ?? "",
        Environment = Environment ?? "",
        Expiry = Expiry ?? "",
        Conditions = Conditions ?? "",
        Broad = Broad ?? false,
        Page = Page ?? 1,
    };

    protected override Task ShowAsync(GrantQuery query)
    {
        Model.Show(query);
        return Task.CompletedTask;
    }

    public void Dispose() => Live.Changed -= Refresh;

    private Task SearchAsync(string? text) => GoAsync(Model.Query with { Text = text ?? "", Page = 1 });

    private void SelectPage(bool isChosen) => Select(Model.Rows.Select(g => g.Name), isChosen);

    private void Select((string Grant, bool IsChosen) choice) => Select([choice.Grant], choice.IsChosen);

    private void Select(IEnumerable<string> names, bool isChosen)
    {
        if (isChosen)
            selection.Add(names);
        else
            selection.Remove(names);
    }

    private void ClearSelection()
    {
        selection.Clear();
        isEditing = false;
    }

    private void Refresh(LiveState state) => _ = InvokeAsync(() =>
    {
        Model.Show(Model.Query);
        StateHasChanged();
    });

    /// <summary>Each chip with the query that pressing it leads to.</summary>
    private IEnumerable<(string Name, GrantQuery Query, bool IsOn)> Chips()
    {
        var query = Model.Query with { Page = 1 };
        foreach (var effect in new[] { "allow", "deny" })
            yield return (effect, query with { Effect = query.Effect == effect ? "" : effect }, query.Effect == effect);
        foreach (var environment in Model.Environments)
            yield return (environment, query with { Environment = query.Environment == environment ? "" : environment }, query.Environment == environment);
        foreach (var (name, expiry) in new[] { ("expires soon", "soon"), ("expired", "expired"), ("no expiry", "never") })
            yield return (name, query with { Expiry = query.Expiry == expiry ? "" : expiry }, query.Expiry == expiry);
        foreach (var (name, conditions) in new[] { ("with conditions", "yes"), ("without conditions", "no") })
            yield return (name, query with { Conditions = query.Conditions == conditions ? "" : conditions }, query.Conditions == conditions);
        yield return ("broad", query with { Broad = !query.Broad }, query.Broad);
    }
}
