using AccessConsole.Components.Pages.Grants;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Points;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Home;

/// <summary>What needs a person's attention, and how the last publish arrives.</summary>
public sealed class HomeViewModel(LivePolicy live, IPolicyStore store, IDraftStore drafts, EnforcementPoints points, BundleCatalog catalog, TimeProvider clock)
{
    private const int MaxDrafts = 50;

    public Revision? Revision { get; private set; }

    /// <summary>Submitted drafts that this person may be the one to approve.</summary>
    public IReadOnlyList<Draft> ToApprove { get; private set; } = [];

    /// <summary>This person's own drafts that are not finished.</summary>
    public IReadOnlyList<Draft> Mine { get; private set; } = [];

    public IReadOnlyList<PointRow> Points { get; private set; } = [];

    public int ExpiringGrants { get; private set; }

    public int BroadGrants { get; private set; }

    public IReadOnlyList<ChecklistItem> Checklist { get; private set; } = [];

    public bool IsEmpty => live.Current.Revision == 0;

    public async Task LoadAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        Revision = await store.FindRevisionAsync(live.Current.Revision, cancellationToken);
        var submitted = await drafts.ListAsync(new DraftFilter(DraftState.Submitted), null, MaxDrafts, cancellationToken);
        ToApprove = [.. submitted.Where(d => MayApprove(user, d))];
        var own = await drafts.ListAsync(new DraftFilter(Author: user.Actor.Person), null, MaxDrafts, cancellationToken);
        Mine = [.. own.Where(d => d.State is DraftState.Editing or DraftState.Submitted or DraftState.Declined)];
        RefreshPolicy();
        RefreshPoints();
    }

    /// <summary>Those that fail, are stale or lag come first.</summary>
    public void RefreshPoints() => Points =
    [
        .. points.List().Select(p => PointRow.Of(p, catalog, clock.GetUtcNow()))
            .OrderBy(r => r.Point.Error is null).ThenBy(r => !r.IsStale).ThenBy(r => !r.IsBehind),
    ];

    private void RefreshPolicy()
    {
        var grants = live.Current.Policy.Grants.Values;
        var now = clock.GetUtcNow();
        ExpiringGrants = grants.Count(g => GrantFilter.IsExpiring(g, now));
        BroadGrants = grants.Count(GrantFilter.IsBroad);
        Checklist = ChecklistItem.Of(live.Current.Policy, points.List().Count > 0);
    }

    private static bool MayApprove(ConsoleUser user, Draft draft) =>
        user.Has(ConsoleRole.Approver) && !Approvals.IsAuthor(draft, user.Actor.Person) && !draft.Approvals.Any(a => a.Approver.Person == user.Actor.Person);
}
