using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Revisions;

/// <summary>The history, newest first.</summary>
public sealed class RevisionsViewModel(IPolicyStore store)
{
    public const int PageSize = 50;

    /// <summary>What is searched for; empty for everything.</summary>
    public string Search { get; private set; } = "";

    public IReadOnlyList<Revision> Rows { get; private set; } = [];

    /// <summary>Below which number the next page begins; null on the last.</summary>
    public int? Next { get; private set; }

    public async Task LoadAsync(int? before, CancellationToken cancellationToken, string? search = null)
    {
        Search = search ?? "";
        var page = ListPage.Of(await store.ListRevisionsAsync(before, PageSize + 1, cancellationToken, search), PageSize);
        Rows = page.Rows;
        Next = page.HasMore ? Rows[^1].Number : null;
    }
}
