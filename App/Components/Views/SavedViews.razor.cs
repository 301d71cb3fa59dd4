using AccessConsole.Core.Auditing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Views;

public sealed partial class SavedViews
{
    private PersonId person;
    private string? page;
    private string name = "";
    private string? problem;
    private bool isLoaded;
    private bool isEditing;

    /// <summary>What the page shows, as its address says it.</summary>
    [Parameter, EditorRequired]
    public required string Address { get; set; }

    [Inject]
    public required SavedViewsViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        var path = Address.Split('?')[0];
        if (path == page)
            return;
        page = path;
        person = (await User.GetAsync()).Actor.Person;
        // A list is no worse without them.
        isLoaded = await Loads.TryAsync(() => Model.LoadAsync(person, path, CancellationToken.None));
    }

    private Task SaveAsync() => ActAsync(async () =>
    {
        await Model.SaveAsync(person, name, Address, CancellationToken.None);
        if (Model.Problem is null)
            (name, isEditing) = ("", false);
    });

    private Task RemoveAsync(string view) => ActAsync(() => Model.RemoveAsync(person, view, CancellationToken.None));

    private async Task ActAsync(Func<Task> act) => problem = await Loads.TryAsync(act) ? Model.Problem : "the database does not answer: try again";
}
