using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Points;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>What each enforcement point should run and what it says that it runs.</summary>
public sealed class RolloutViewModel(LivePolicy live, IPolicyStore store, EnforcementPoints points, WantedRevisions wanted, Rollback rollback, TimeProvider clock)
{
    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    private IReadOnlyList<PointRow> all = [];

    public RolloutQuery Query { get; private set; } = new();

    /// <summary>The number to roll back to: the last one whose policy is another; null where there is none.</summary>
    public int? Former { get; private set; }

    public IReadOnlyList<ConvergenceRow> Convergence { get; private set; } = [];

    public IReadOnlyList<PointRow> Rows { get; private set; } = [];

    /// <summary>How many points match the query.</summary>
    public int Total { get; private set; }

    /// <summary>How many there are at all.</summary>
    public int All => all.Count;

    /// <summary>How many are in each state, whatever the query says of it.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    public IReadOnlyList<string> Environments { get; private set; } = [];

    public IReadOnlyList<string> Targets { get; private set; } = [];

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var state = live.Current;
        Former = state.PolicyRevision > 0 && await store.ListRevisionsAsync(state.PolicyRevision, 1, cancellationToken) is [var before, ..] ? before.Number : null;
        Refresh();
    }

    /// <summary>Looks at the reports again. Those that fail, are stale or lag come first.</summary>
    public void Refresh()
    {
        var now = clock.GetUtcNow();
        all = [.. PointRow.InOrder(points.List().Select(p => PointRow.Of(p, wanted, now)))];
        Convergence =
        [
            .. all.GroupBy(r => (r.Point.Scope.Environment, r.Point.Scope.Target))
                .OrderBy(g => g.Key.Environment, StringComparer.Ordinal).ThenBy(g => g.Key.Target)
                .Select(g => new ConvergenceRow(g.Key.Environment, g.Key.Target, g.CountBy(r => r.State).ToDictionary())),
        ];
        Environments = [.. Convergence.Select(r => r.Environment).Distinct()];
        Targets = [.. Convergence.Select(r => r.Target.Name()).Distinct().Order(StringComparer.Ordinal)];
        Show(Query);
    }

    public void Show(RolloutQuery query)
    {
        var words = query.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var matching = all.Where(r =>
            (query.Environment.Length == 0 || r.Point.Scope.Environment == query.Environment)
            && (query.Target.Length == 0 || r.Point.Scope.Target.Name() == query.Target)
            && words.All(word => Mentions(r.Point, word))).ToList();
        Counts = matching.CountBy(r => r.State).ToDictionary();
        if (query.State.Length > 0)
            matching.RemoveAll(r => r.State != query.State);
        Total = matching.Count;
        Query = query with { Page = Math.Clamp(query.Page, 1, Math.Max(1, (Total + PageSize - 1) / PageSize)) };
        Rows = [.. matching.Skip((Query.Page - 1) * PageSize).Take(PageSize)];
    }

    public string? RollbackObjection(ConsoleUser user) => !user.Has(ConsoleRole.Editor) ? "rolling back needs the editor role" : null;

    /// <summary>Makes the draft that goes back to the policy before the present one.</summary>
    public Task<DraftResult> RollBackAsync(ConsoleUser user, CancellationToken cancellationToken) => rollback.StartAsync(user, Former!.Value, cancellationToken);

    private static bool Mentions(EnforcementPoint point, string word) =>
        Has(point.Name, word) || Has(point.Scope.Service, word) || Has(point.Error, word) || point.Labels.Any(l => Has($"{l.Key}={l.Value}", word));

    private static bool Has(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false;
}
