using AccessConsole.Buildkite;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;

namespace AccessConsole.Components.Pages.Objects;

/// <summary>One page of the objects of a kind that are in force.</summary>
public sealed class ObjectsViewModel(LivePolicy live, BuildkiteInventory inventory, TimeProvider clock)
{
    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    public ObjectQuery Query { get; private set; } = new(PolicyKind.Service);

    public IReadOnlyList<ObjectRow> Rows { get; private set; } = [];

    /// <summary>Pipelines of which Buildkite says otherwise by now, by their names.</summary>
    public IReadOnlyDictionary<string, PipelineComparison> Moved { get; private set; } = new Dictionary<string, PipelineComparison>();

    public int GoneCount => Moved.Values.Count(p => p.Standing == PipelineStanding.Gone);

    public int RenamedCount => Moved.Count - GoneCount;

    /// <summary>How many match the query.</summary>
    public int Total { get; private set; }

    /// <summary>How many there are of each kind.</summary>
    public IReadOnlyDictionary<PolicyKind, int> Counts { get; private set; } = new Dictionary<PolicyKind, int>();

    /// <summary>How many there are.</summary>
    public int All => Counts.GetValueOrDefault(Query.Kind);

    /// <summary>Asks what became of the policy's pipelines at Buildkite, and shows it.</summary>
    public async Task LookAtBuildkiteAsync(CancellationToken cancellationToken)
    {
        Moved = await inventory.FindMovedAsync(cancellationToken);
        Show(Query);
    }

    public void Show(ObjectQuery query)
    {
        var policy = live.Current.Policy;
        Counts = PolicyKinds.All.ToDictionary(k => k, policy.Objects.CountOf);
        var words = query.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var matching = policy.Objects.OfKind(query.Kind).Where(o => words.All(w => Mentions(o, w)) && IsMovedAs(query.AtBuildkite, o.Name)).ToList();
        Total = matching.Count;
        // A page beyond the end is the last one: an address outlives the objects it was made for.
        Query = query with { Page = Math.Clamp(query.Page, 1, Math.Max(1, (Total + PageSize - 1) / PageSize)) };
        Rows = [.. matching.Skip((Query.Page - 1) * PageSize).Take(PageSize).Select(o => RowOf(policy, o))];
    }

    private ObjectRow RowOf(PolicySet policy, PolicyObject value) => new(value, ObjectFacts.Of(value), ObjectFacts.Labels(value), value is PolicyTest test ? Passes(policy, test) : null, value is Pipeline ? Moved.GetValueOrDefault(value.Name) : null);

    private bool IsMovedAs(string atBuildkite, string name) => atBuildkite switch
    {
        ObjectQuery.Gone => Moved.TryGetValue(name, out var moved) && moved.Standing == PipelineStanding.Gone,
        ObjectQuery.Renamed => Moved.TryGetValue(name, out var moved) && moved.Standing != PipelineStanding.Gone,
        _ => true,
    };

    private bool Passes(PolicySet policy, PolicyTest test) => EmbeddedTests.Run(policy, [test], clock.GetUtcNow())[0].Passed;

    private static bool Mentions(PolicyObject value, string word) =>
        Has(value.Name, word) || ObjectFacts.Of(value).Any(f => Has(f, word)) || ObjectFacts.Labels(value).Any(l => Has(l, word));

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
