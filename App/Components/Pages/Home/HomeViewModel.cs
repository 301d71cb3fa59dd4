using AccessConsole.Campaigns;
using AccessConsole.Components.Pages.Audit;
using AccessConsole.Components.Pages.Grants;
using AccessConsole.Components.Pages.Rollout;
using AccessConsole.BreakGlasses;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Points;
using AccessConsole.Drafts;
using AccessConsole.Emergencies;
using AccessConsole.Publishing;
using AccessConsole.Requests;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Home;

/// <summary>What needs a person's attention, and how the last publish arrives.</summary>
public sealed class HomeViewModel(LivePolicy live, IPolicyStore store, IDraftStore drafts, EnforcementPoints points, WantedRevisions wanted, EmergencyWorkflow emergencies, BreakGlassWatch glasses, IGrantRequestStore requests, ICampaignStore campaigns, IDecisionLog decisions, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Rows of each list here; the numbers count all.</summary>
    private const int MaxDrafts = 10;

    public Revision? Revision { get; private set; }

    /// <summary>The page of the revision with which the policy began, where that is the sample; null where it is not.</summary>
    public string? SampleAddress { get; private set; }

    /// <summary>How many drafts this person may approve.</summary>
    public int ToApproveCount { get; private set; }

    /// <summary>The newest of them.</summary>
    public IReadOnlyList<Draft> ToApprove { get; private set; } = [];

    /// <summary>How many requests for access this person may approve.</summary>
    public int RequestCount { get; private set; }

    /// <summary>How many grants of open campaigns this person may decide of, and nobody did.</summary>
    public int CampaignGrants { get; private set; }

    /// <summary>How many drafts of this person are not finished.</summary>
    public int MineCount { get; private set; }

    /// <summary>The newest of them.</summary>
    public IReadOnlyList<Draft> Mine { get; private set; } = [];

    /// <summary>How many drafts publish themselves at a time.</summary>
    public int ScheduledCount { get; private set; }

    /// <summary>The earliest of them, whoever set them: for everybody to see.</summary>
    public IReadOnlyList<Draft> Scheduled { get; private set; } = [];

    /// <summary>Who broke the glass, of which this person may give the verdict.</summary>
    public IReadOnlyList<BreakGlassRecord> ToJudge { get; private set; } = [];

    /// <summary>Edits by others of what waited for approval, and schedules that failed, which this person answers as an author, as an approver whose approval fell, or as who set the time.</summary>
    public IReadOnlyList<DraftNews> News { get; private set; } = [];

    /// <summary>Whether there are further ones, older than those.</summary>
    public bool HasMoreNews { get; private set; }

    public IReadOnlyList<PointRow> Points { get; private set; } = [];

    /// <summary>What is revoked in emergencies now: for everybody to see.</summary>
    public IReadOnlyList<StandingEmergency> Emergencies { get; private set; } = [];

    public int ExpiringGrants { get; private set; }

    public int BroadGrants { get; private set; }

    public IReadOnlyList<ChecklistItem> Checklist { get; private set; } = [];

    /// <summary>Whether nothing of the first steps is left to do.</summary>
    public bool IsSetUp => Checklist.All(item => item.IsDone);

    public async Task LoadAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        Revision = await store.FindRevisionAsync(live.Current.Revision, cancellationToken);
        SampleAddress = await audit.ListAsync(new AuditFilter(AuditActions.SampleLoaded), null, 1, cancellationToken) is [var loaded] ? AuditWords.AddressOf(loaded.Event.Subject) : null;
        (ToApproveCount, ToApprove) = ApprovalRules.Waiting(user, live.Current.PolicyRevision) is { } waiting ? await FindAsync(waiting, cancellationToken) : (0, []);
        (MineCount, Mine) = await FindAsync(new DraftFilter(Author: user.Actor.Person, IsOpen: true), cancellationToken);
        (ScheduledCount, Scheduled) = await FindAsync(new DraftFilter(IsScheduled: true), cancellationToken);
        ToJudge = [.. glasses.Standing.Select(s => s.Record).Where(r => BreakGlassWorkflow.ReviewObjection(user, r) is null)];
        var news = await drafts.ListNewsAsync(user.Actor.Person, MaxDrafts + 1, cancellationToken);
        (News, HasMoreNews) = ([.. news.Take(MaxDrafts)], news.Count > MaxDrafts);
        CampaignGrants = CampaignWorkflow.Reviewer(user) is { } reviewer ? await campaigns.CountWaitingAsync(reviewer, cancellationToken) : 0;
        RequestCount = RequestWorkflow.Waiting(user, clock.GetUtcNow()) is { } asked ? await requests.CountAsync(asked, cancellationToken) : 0;
        Emergencies = await emergencies.StandingAsync(cancellationToken);
        RefreshPoints();
        RefreshPolicy(await decisions.AnyAsync(cancellationToken));
    }

    public void RefreshPoints() => Points = [.. PointRow.InOrder(points.List().Select(p => PointRow.Of(p, wanted, clock.GetUtcNow())))];

    private void RefreshPolicy(bool anyDecision)
    {
        var grants = live.Current.Policy.Grants.Values;
        var now = clock.GetUtcNow();
        ExpiringGrants = grants.Count(g => GrantFilter.IsExpiring(g, now));
        BroadGrants = grants.Count(GrantFilter.IsBroad);
        Checklist = ChecklistItem.Of(live.Current.Policy, [.. Points.Select(row => row.Point)], anyDecision);
    }

    private async Task<(int, IReadOnlyList<Draft>)> FindAsync(DraftFilter filter, CancellationToken cancellationToken) =>
        (await drafts.CountAsync(filter, cancellationToken), await drafts.ListAsync(filter, null, MaxDrafts, cancellationToken));
}
