using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Requests;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Requests;

/// <summary>Requests by what a person wants of them.</summary>
public sealed class RequestsViewModel(IGrantRequestStore requests, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>The views, as the address and the page name them.</summary>
    public static IReadOnlyList<(string Show, string Name)> Views { get; } =
        [("all", "all"), ("approve", "for me to approve"), ("mine", "asked by me"), ("waiting", "waiting"), ("in-force", "in force"), ("ended", "ended")];

    public string Show { get; private set; } = "all";

    /// <summary>What is searched for; empty for everything.</summary>
    public string Search { get; private set; } = "";

    public IReadOnlyList<GrantRequest> Rows { get; private set; } = [];

    /// <summary>As of when the rows are.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>After which request the next page begins; null on the last.</summary>
    public Guid? Next { get; private set; }

    public async Task LoadAsync(ConsoleUser user, string? show, Guid? after, CancellationToken cancellationToken, string? search = null)
    {
        var (wanted, now) = (Views.Any(v => v.Show == show) ? show! : "all", clock.GetUtcNow());
        var page = ListPage.Of(FilterOf(wanted, user, now) is { } filter ? await requests.ListAsync(filter with { Search = search }, after, PageSize + 1, cancellationToken) : [], PageSize);
        (Show, Search, Now, Rows) = (wanted, search ?? "", now, page.Rows);
        Next = page.HasMore ? Rows[^1].Id : null;
    }

    /// <returns>Null where nothing can be there for this person.</returns>
    private static GrantRequestFilter? FilterOf(string show, ConsoleUser user, DateTimeOffset now) => show switch
    {
        "approve" => RequestWorkflow.Waiting(user, now),
        "mine" => new GrantRequestFilter(now, Requester: user.Actor.Person),
        _ => new GrantRequestFilter(now, RequestViews.Parse(show) ?? RequestView.All),
    };
}
