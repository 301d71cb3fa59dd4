using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Drafts;
using AccessConsole.LeastPrivilege;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.LeastPrivilege;

/// <summary>How grants were used, what narrowing some of them would do, and what is proposed for refused calls.</summary>
public sealed class LeastPrivilegeViewModel(AccessUse use, NarrowingWorkflow workflow)
{
    public const int PageSize = 50;

    public static readonly IReadOnlyList<(string Show, string Name)> Views =
        [("", "all"), ("unused", "unused"), ("unproven", "not seen, unproven"), ("used", "used"), (LeastPrivilegeQuery.Proposals, "proposed for refused calls")];

    /// <summary>For whose roles the report is.</summary>
    private ValueList<RoleAssignment>? reader;

    private int turn;

    public LeastPrivilegeQuery Query { get; private set; } = new();

    public UseReport? Report { get; private set; }

    public ProposalReport? Proposals { get; private set; }

    public IReadOnlyList<UsedGrant> Rows { get; private set; } = [];

    public IReadOnlyDictionary<string, DateTimeOffset> Since { get; private set; } = new Dictionary<string, DateTimeOffset>();

    public int Total { get; private set; }

    /// <summary>Of the chosen grants; null where none was asked for.</summary>
    public NarrowingPreview? Preview { get; private set; }

    public string? Refusal { get; private set; }

    public int MostDays => use.MostDays;

    /// <summary>The window; null while nothing is loaded.</summary>
    public EvidenceWindow? Window => Proposals?.Window ?? Report?.Window;

    public async Task LoadAsync(ConsoleUser user, LeastPrivilegeQuery query, CancellationToken cancellationToken)
    {
        var mine = ++turn;
        var asked = query with { Days = Math.Clamp(query.Days, 1, MostDays) };
        if (asked.Show == LeastPrivilegeQuery.Proposals)
        {
            var proposals = await Task.Run(() => use.ProposalsAsync(user, asked.Days, TimeSpan.FromDays(NarrowingWorkflow.UsualLifetime), cancellationToken), cancellationToken);
            // Whoever asked for something else meanwhile is shown that.
            if (mine == turn)
                (Query, Proposals, Report, Rows, Total, Preview, Refusal) = (asked, proposals, null, [], proposals.Proposals.Length, null, null);
        }
        else
        {
            await LoadGrantsAsync(user, asked, mine, cancellationToken);
        }
    }

    public async Task PreviewAsync(ConsoleUser user, IReadOnlyCollection<string> grants)
    {
        var mine = turn;
        var (preview, refusal) = await workflow.PreviewAsync(user, grants, Query.Days, CancellationToken.None);
        // It is drafted for the window that is shown: a preview of another says nothing of that.
        if (mine == turn)
            (Preview, Refusal) = (preview, refusal?.Message);
    }

    public Task<DraftResult> DraftAsync(ConsoleUser user) =>
        workflow.DraftAsync(user, [.. Preview!.Plan.Grants.Select(grant => grant.Grant)], Query.Days, CancellationToken.None);

    public Task<DraftResult> ProposeAsync(ConsoleUser user, string grant) =>
        workflow.ProposeAsync(user, grant, Query.Days, NarrowingWorkflow.UsualLifetime, CancellationToken.None);

    /// <summary>Why nobody can tell that a grant is unused; null where it was used, or can be told.</summary>
    public static string? Doubt(GrantEvidence evidence) => evidence switch
    {
        { Standing: not GrantStanding.Unproven } => null,
        { Silent: [var first, ..] } => Sentence(first) + Further(evidence.Silent.Length - 1),
        { Heard: 0 } => "it bears on no deployment",
        { ChangedWithin: true } => "it, or its role, was changed within the window",
        { Late: [{ Target: { } target } first, ..] } => $"{Core.Model.Targets.Name(target)} before {first.Service} in {first.Environment} sent nothing on the window's first day{Further(evidence.Late.Length - 1)}",
        _ => null,
    };

    public static string Text(GrantStanding standing) => standing switch
    {
        GrantStanding.Unused => "unused",
        GrantStanding.Unproven => "not seen, unproven",
        GrantStanding.Used => "used",
    };

    /// <summary>The badge of a standing.</summary>
    public static string Look(GrantStanding standing) => standing switch
    {
        GrantStanding.Unused => "badge-warn",
        GrantStanding.Unproven => "",
        GrantStanding.Used => "badge-good",
    };

    private static string Further(int engines) => engines > 0 ? $", and {Words.Count(engines, "more engine")}" : "";

    private static string Sentence(SilentHop hop) => hop.Target is { } target
        ? $"{Core.Model.Targets.Name(target)} before {hop.Service} in {hop.Environment} sent nothing"
        : $"no engine stands before {hop.Service} in {hop.Environment}, and nobody asked the console about it";

    /// <summary>Whether the report that is here is what the person would be told now.</summary>
    private bool IsCurrent(ConsoleUser user, int days) => Report is { } known && known.Window.Days == days && known.Revision == use.Revision && reader == user.Roles;

    private async Task LoadGrantsAsync(ConsoleUser user, LeastPrivilegeQuery query, int mine, CancellationToken cancellationToken)
    {
        // It looks at each grant there is: not on the circuit's own turn, and not again for each letter of a search.
        var report = IsCurrent(user, query.Days) ? Report! : await Task.Run(() => use.ReportAsync(user, query.Days, cancellationToken), cancellationToken);
        UsedGrant[] found =
        [
            .. report.Rows.Where(row => (query.Show.Length == 0 || row.Evidence.Standing.ToString().Equals(query.Show, StringComparison.OrdinalIgnoreCase))
                && row.Grant.Name.Contains(query.Text.Trim(), StringComparison.OrdinalIgnoreCase)),
        ];
        UsedGrant[] rows = [.. found.Skip((query.Page - 1) * PageSize).Take(PageSize)];
        var since = await use.SinceAsync(report.Revision, [.. rows.Select(row => row.Grant)], cancellationToken);
        if (mine == turn)
            (Query, Report, Proposals, Rows, Total, Since, reader, Preview, Refusal) = (query, report, null, rows, found.Length, since, user.Roles, null, null);
    }
}
