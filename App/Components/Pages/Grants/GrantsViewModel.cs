using AccessConsole.Core.Model;
using AccessConsole.Publishing;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>One page of the grants in force.</summary>
public sealed class GrantsViewModel(LivePolicy live, TimeProvider clock)
{
    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    public GrantQuery Query { get; private set; } = new();

    public IReadOnlyList<Grant> Rows { get; private set; } = [];

    /// <summary>How many match the query.</summary>
    public int Total { get; private set; }

    /// <summary>How many there are.</summary>
    public int All { get; private set; }

    public IReadOnlyList<string> Environments { get; private set; } = [];

    public DateTimeOffset Now { get; private set; }

    /// <summary>The names of all grants that match the query.</summary>
    public IEnumerable<string> MatchingNames() => live.Current.Policy.Grants.Values.Where(new GrantFilter(Query, Now).Matches).Select(g => g.Name);

    public void Show(GrantQuery query)
    {
        var policy = live.Current.Policy;
        Now = clock.GetUtcNow();
        Environments = [.. policy.Environments.Keys];
        All = policy.Grants.Count;
        var matching = policy.Grants.Values.Where(new GrantFilter(query, Now).Matches).ToList();
        Total = matching.Count;
        // A page beyond the end is the last one: an address outlives the grants it was made for.
        Query = query with { Page = Math.Clamp(query.Page, 1, Math.Max(1, (Total + PageSize - 1) / PageSize)) };
        Rows = matching.GetRange((Query.Page - 1) * PageSize, Math.Min(PageSize, Total - ((Query.Page - 1) * PageSize)));
    }
}
