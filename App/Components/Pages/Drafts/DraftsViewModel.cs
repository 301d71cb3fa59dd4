using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>Drafts by what a person wants of them.</summary>
public sealed class DraftsViewModel(IDraftStore drafts, LivePolicy live)
{
    public const int PageSize = 50;

    /// <summary>The views, as the address and the page name them.</summary>
    public static IReadOnlyList<(string Show, string Name)> Views { get; } =
        [("all", "all"), ("approve", "for me to approve"), ("mine", "mine"), ("submitted", "submitted"), ("scheduled", "scheduled"), ("editing", "editing"), ("published", "published")];

    public string Show { get; private set; } = "all";

    /// <summary>What is searched for; empty for everything.</summary>
    public string Search { get; private set; } = "";

    public IReadOnlyList<Draft> Rows { get; private set; } = [];

    /// <summary>After which draft the next page begins; null on the last.</summary>
    public Guid? Next { get; private set; }

    public async Task LoadAsync(ConsoleUser user, string? show, Guid? after, CancellationToken cancellationToken, string? search = null)
    {
        Search = search ?? "";
        Show = Views.Any(v => v.Show == show) ? show! : "all";
        var page = ListPage.Of(FilterOf(Show, user) is { } filter ? await drafts.ListAsync(filter with { Search = search }, after, PageSize + 1, cancellationToken) : [], PageSize);
        Rows = page.Rows;
        Next = page.HasMore ? Rows[^1].Id : null;
    }

    /// <returns>Null where nothing can be there for this person.</returns>
    private DraftFilter? FilterOf(string show, ConsoleUser user) => show switch
    {
        "approve" => ApprovalRules.Waiting(user, live.Current.PolicyRevision),
        "submitted" => new DraftFilter(DraftState.Submitted),
        "scheduled" => new DraftFilter(IsScheduled: true),
        "mine" => new DraftFilter(Author: user.Actor.Person),
        "editing" => new DraftFilter(DraftState.Editing),
        "published" => new DraftFilter(DraftState.Published),
        _ => new DraftFilter(),
    };
}
