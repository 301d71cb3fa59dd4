using System.Globalization;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Resolution;
using AccessConsole.Exploring;
using AccessConsole.Publishing;

namespace AccessConsole.Components.Pages.Questions;

/// <summary>Questions to the policy in force: can somebody ever reach something, and which grants change nothing.</summary>
public sealed class QuestionsViewModel(LivePolicy live, GrantAudits audits, TimeProvider clock)
{
    public const int PageSize = 50;

    public QuestionsQuery Query { get; private set; } = new();

    public ReachAnswer? Answer { get; private set; }

    /// <summary>Why the question cannot be asked; null where it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>The revision that answered.</summary>
    public int Revision { get; private set; }

    /// <summary>Null until it is worked out.</summary>
    public GrantAudit? Audit { get; private set; }

    public PolicySet Policy => live.Current.Policy;

    public int Total => Found.Count();

    public IReadOnlyList<GrantFinding> Rows => [.. Found.Skip((Query.Page - 1) * PageSize).Take(PageSize)];

    private IEnumerable<GrantFinding> Found => (Audit?.Redundant.Values ?? []).Where(f => Query.Status.Length == 0 || f.Status.ToString() == Query.Status);

    public void Show(QuestionsQuery query)
    {
        Query = query;
        (Answer, Problem) = (null, null);
        if (!query.IsComplete)
            return;
        var state = live.Current;
        Revision = state.Revision;
        var (question, problem) = ReachText.Read(state.Policy, query.Principal.Trim(), query.Service.Trim(), query.Environment, query.Method, query.Path.Trim());
        if (question is null)
        {
            Problem = problem;
            return;
        }

        var solver = new ReachSolver(state.Policy, clock.GetUtcNow());
        if (solver.CountOf(question) is > ReachSolver.MaxPairs and var pairs)
            Problem = string.Create(CultureInfo.InvariantCulture, $"{pairs} pairs of principal and deployment are more than one question may have ({ReachSolver.MaxPairs}): narrow it");
        else
            Answer = solver.Answer(question);
    }

    /// <summary>Judges every grant, which takes seconds the first time of a large policy.</summary>
    public async Task JudgeAsync()
    {
        var policy = live.Current.Policy;
        Audit = await Task.Run(() => audits.Of(policy));
    }
}
