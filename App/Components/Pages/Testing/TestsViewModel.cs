using AccessConsole.Components.Pages.Objects;
using AccessConsole.Core.Evaluation;
using AccessConsole.Publishing;

namespace AccessConsole.Components.Pages.Testing;

/// <summary>What the policy in force answers to its own tests, now or at another time.</summary>
public sealed class TestsViewModel(LivePolicy live, TimeProvider clock)
{
    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    private IReadOnlyList<TestRow> all = [];

    public TestsQuery Query { get; private set; } = new();

    public int Revision { get; private set; }

    /// <summary>As of when the tests ran.</summary>
    public DateTimeOffset RanAt { get; private set; }

    public IReadOnlyList<TestRow> Rows { get; private set; } = [];

    /// <summary>How many tests match the query.</summary>
    public int Total { get; private set; }

    /// <summary>How many there are.</summary>
    public int All => all.Count;

    /// <summary>How many of them fail.</summary>
    public int Failing { get; private set; }

    public IReadOnlyList<string> Environments { get; private set; } = [];

    /// <summary>Runs every test on the policy in force.</summary>
    /// <param name="at">Null for now; a test that names a time of its own keeps it.</param>
    public void Run(DateTimeOffset? at)
    {
        var state = live.Current;
        (Revision, RanAt) = (state.Revision, at ?? clock.GetUtcNow());
        all = [.. EmbeddedTests.Run(state.Policy, RanAt).Select(r => new TestRow(r, ObjectFacts.Of(r.Test)[0]))];
        Failing = all.Count(r => !r.Result.Passed);
        Environments = [.. all.Select(r => r.Result.Test.Given.Environment).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Those that fail come first.</summary>
    public void Show(TestsQuery query)
    {
        var words = query.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var matching = all.Where(r => Matches(r, query) && words.All(word => Mentions(r, word))).OrderBy(r => r.Result.Passed).ToList();
        Total = matching.Count;
        Query = query with { Page = Math.Clamp(query.Page, 1, Math.Max(1, (Total + PageSize - 1) / PageSize)) };
        Rows = matching.GetRange((Query.Page - 1) * PageSize, Math.Min(PageSize, Total - ((Query.Page - 1) * PageSize)));
    }

    private static bool Matches(TestRow row, TestsQuery query) =>
        (query.Result.Length == 0 || row.State == query.Result)
        && (query.Expect.Length == 0 || Words.Of(row.Result.Test.Expect) == query.Expect)
        && (query.Environment.Length == 0 || row.Result.Test.Given.Environment == query.Environment);

    private static bool Mentions(TestRow row, string word) => Has(row.Result.Test.Name, word) || Has(row.Asks, word) || Has(row.Result.Decision.Grant, word);

    private static bool Has(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false;
}
