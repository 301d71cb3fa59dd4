using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>Drafts by what a person wants of them.</summary>
public sealed class DraftsViewModel(IDraftStore drafts)
{
    public const int PageSize = 50;

    /// <summary>The views, as the address and the page name them.</summary>
    public static IReadOnlyList<(string Show, string Name)> Views { get; } =
        [("all", "all"), ("approve", "for me to approve"), ("mine", "mine"), ("submitted", "submitted"), ("editing", "editing"), ("published", "published")];

    public string Show { get; private set; } = "all";

    public IReadOnlyList<Draft> Rows { get; private set; } = [];

    /// <summary>After which draft the next page begins; null on the last.</summary>
    public Guid? Next { get; private set; }

    public async Task LoadAsync(ConsoleUser user, string? show, Guid? after, CancellationToken cancellationToken)
    {
        Show = Views.Any(v => v.Show == show) ? show! : "all";
        var page = await drafts.ListAsync(FilterOf(Show, user), after, PageSize, cancellationToken);
        Next = page.Count == PageSize ? page[^1].Id : null;
        Rows = Show == "approve" ? [.. page.Where(d => !Approvals.IsAuthor(d, user.Actor.Person) && !d.Approvals.Any(a => a.Approver.Person == user.Actor.Person))] : page;
    }

    private static DraftFilter FilterOf(string show, ConsoleUser user) => show switch
    {
        "approve" or "submitted" => new DraftFilter(DraftState.Submitted),
        "mine" => new DraftFilter(Author: user.Actor.Person),
        "editing" => new DraftFilter(DraftState.Editing),
        "published" => new DraftFilter(DraftState.Published),
        _ => new DraftFilter(),
    };
}
