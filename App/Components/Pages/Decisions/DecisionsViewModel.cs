using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Exploring;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Decisions;

/// <summary>What engines decided, page by page, and why each did.</summary>
public sealed class DecisionsViewModel(IDecisionLog log, LivePolicy live, DecisionExplainer explainer, DecisionCompleteness completeness, SimulatorViewModel simulator)
{
    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    private DecisionFilter filter = new();
    private int turn;

    public DecisionsQuery Query { get; private set; } = new();

    public IReadOnlyList<LoggedDecision> Rows { get; private set; } = [];

    /// <summary>After which decision the next page begins; null on the last.</summary>
    public string? Next { get; private set; }

    /// <summary>The decision that is shown whole; null where none is asked for, or there is none.</summary>
    public LoggedDecision? Selected { get; private set; }

    /// <summary>Why the one that is shown was decided so; null where the log holds too little to say.</summary>
    public DecisionExplanation? Why { get; private set; }

    /// <summary>How complete the log of the last 30 days is; null for somebody who may not see all of it.</summary>
    public DecisionCoverage? Coverage { get; private set; }

    /// <summary>Whether more came in at once than the stream holds, so that some of it is found by loading only.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Whether the log cannot be read just now.</summary>
    public bool IsInterrupted { get; private set; }

    public IEnumerable<string> Environments => live.Current.Policy.Environments.Keys;

    public static string IdOf(LoggedDecision decision) => DecisionLogId.Of(decision);

    /// <summary>The same question in the simulator; null where the log holds too little of it.</summary>
    public static SimulatorQuery? QuestionOf(LoggedDecision decision) => LoggedRequest.Of(decision) is { } request ? SimulatorQuery.Of(request) : null;

    public async Task LoadAsync(ConsoleUser user, DecisionsQuery query, CancellationToken cancellationToken)
    {
        var mine = ++turn;
        Query = query;
        var policy = live.Current.Policy;
        var scopes = DecisionScopes.Of(user, policy);
        filter = query.Filter(policy.Workloads.ContainsKey(query.Caller.Trim())) with { Scopes = scopes };
        IReadOnlyList<LoggedDecision> rows = query.Problem is null ? await log.ListAsync(filter, DecisionLogId.Parse(query.Before), PageSize + 1, cancellationToken) : [];
        var selected = DecisionLogId.Parse(query.Decision) is { } place ? await log.FindAsync(place, cancellationToken) : null;
        if (selected is not null && scopes is not null && !scopes.Any(scope => scope.Covers(selected)))
            selected = null;
        var why = selected is null ? null : await explainer.ExplainAsync(selected, cancellationToken);
        var coverage = scopes is null ? await completeness.OfWindowAsync(cancellationToken) : null;
        // Whoever asked for another meanwhile is shown that.
        if (mine != turn)
            return;
        (Selected, Why, Coverage, IsTorn, IsInterrupted) = (selected, why, coverage, false, false);
        Next = null;
        Show(rows);
    }

    /// <summary>Puts what came in, and what the person may see and asked for, where it belongs on a page that begins at the newest.</summary>
    /// <returns>Whether the page shows something else now.</returns>
    public bool Take(ConsoleUser user, DecisionNews news)
    {
        if (!Query.IsLive)
            return false;
        var mayTake = filter with { Scopes = DecisionScopes.Of(user, live.Current.Policy) };
        var known = Rows.Select(row => row.Id).ToHashSet();
        LoggedDecision[] fresh = [.. news.Newest.Where(decision => !known.Contains(decision.Id) && IsOnPage(decision) && mayTake.Takes(decision))];
        var isElse = fresh.Length > 0 || IsInterrupted != news.IsInterrupted || (news.IsTorn && !IsTorn);
        (IsTorn, IsInterrupted) = (IsTorn || news.IsTorn, news.IsInterrupted);
        if (fresh.Length > 0)
            Show([.. Rows.Concat(fresh).OrderByDescending(row => row.At).ThenByDescending(row => row.Id)]);
        return isElse;
    }

    /// <summary>Adds the decision's question, with what the policy in force says now, to a new draft as a test.</summary>
    public Task<DraftResult> SaveAsTestAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        if (Selected is not { } decision || QuestionOf(decision) is not { } question)
            throw new InvalidOperationException("there is no question to keep");
        simulator.Show(question);
        if (simulator.Answer is null)
            return Task.FromResult(DraftResult.Refused(PublishRefusalKind.Invalid, simulator.Problem ?? "the question cannot be asked of the policy in force"));
        return simulator.SaveAsTestAsync(user, TestNameOf(decision), cancellationToken);
    }

    private void Show(IReadOnlyList<LoggedDecision> rows)
    {
        var hasMore = rows.Count > PageSize || (Next is not null && Rows.Count > 0);
        Rows = [.. rows.Take(PageSize)];
        Next = hasMore ? IdOf(Rows[^1]) : null;
    }

    /// <summary>What is older than a full page's last is on the next.</summary>
    private bool IsOnPage(LoggedDecision decision) => Next is null || Rows.Count == 0 || decision.At > Rows[^1].At;

    private static string TestNameOf(LoggedDecision decision) =>
        $"{decision.Principal ?? "nobody"} {decision.Method} {decision.Path} at {decision.Service} in {decision.Environment}, as decided {decision.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}";
}
