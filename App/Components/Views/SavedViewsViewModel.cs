using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Views;

/// <summary>The filtered lists of one page that a person keeps by name. They are nobody else's affair and change no policy: no act of theirs is audited.</summary>
public sealed class SavedViewsViewModel(IPersonStore people)
{
    /// <summary>The most views of one page that a person can keep.</summary>
    public const int MaxViews = 20;

    /// <summary>The longest name, in characters.</summary>
    public const int MaxName = 60;

    private const int MaxAddress = 4_000;

    private string page = "";

    /// <summary>Those of the page, as they were saved.</summary>
    public IReadOnlyList<SavedView> Views { get; private set; } = [];

    /// <summary>Why the last one could not be kept; null where it is.</summary>
    public string? Problem { get; private set; }

    public async Task LoadAsync(PersonId person, string path, CancellationToken cancellationToken)
    {
        (page, Problem) = (path, null);
        Show(await people.LoadViewsAsync(person, cancellationToken));
    }

    /// <summary>Keeps the address under the name, in place of what had it.</summary>
    public async Task SaveAsync(PersonId person, string name, string address, CancellationToken cancellationToken)
    {
        var view = new SavedView(page, name.Trim(), address);
        Problem = Objection(view);
        if (Problem is not null)
            return;
        if (await people.ChangeViewsAsync(person, views => Without(views, view.Name).Append(view).ToValueList(), cancellationToken) is { } changed)
            Show(changed);
        else
            Problem = "the console does not know you yet: sign in again";
    }

    public async Task RemoveAsync(PersonId person, string name, CancellationToken cancellationToken)
    {
        Problem = null;
        if (await people.ChangeViewsAsync(person, views => Without(views, name).ToValueList(), cancellationToken) is { } changed)
            Show(changed);
    }

    private string? Objection(SavedView view) => view switch
    {
        { Name: "" } => "give the view a name",
        { Name.Length: > MaxName } => $"a name has at most {MaxName} characters",
        { Name: var name } when CommentText.LineProblem(name, "name") is { } problem => problem,
        { Address.Length: > MaxAddress } => "this filter is too long to be kept",
        _ when Views.Count >= MaxViews && Views.All(v => v.Name != view.Name) => $"there are {MaxViews} views of this page already: remove one first",
        _ => null,
    };

    private IEnumerable<SavedView> Without(IEnumerable<SavedView> views, string name) => views.Where(v => v.Page != page || v.Name != name);

    private void Show(IEnumerable<SavedView> views) => Views = [.. views.Where(v => v.Page == page)];
}
