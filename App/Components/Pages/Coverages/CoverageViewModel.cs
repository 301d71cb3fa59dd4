using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Publishing;

namespace AccessConsole.Components.Pages.Coverages;

/// <summary>How each hop of each deployment decides each rule of the policy in force.</summary>
public sealed class CoverageViewModel(LivePolicy live, PolicyCompiler compiler)
{
    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    private ImmutableArray<DeploymentCoverage> deployments = [];

    public CoverageQuery Query { get; private set; } = new();

    public IReadOnlyList<CoverageRow> Rows { get; private set; } = [];

    /// <summary>How many rows match the query.</summary>
    public int Total { get; private set; }

    /// <summary>How many rows there are of each coverage, whatever the query says of it.</summary>
    public IReadOnlyDictionary<Coverage, int> Counts { get; private set; } = new Dictionary<Coverage, int>();

    /// <summary>What a deployment's own settings give away at every hop.</summary>
    public IReadOnlyList<DeploymentCoverage> GivenAway { get; private set; } = [];

    /// <summary>Deployments that no engine stands before.</summary>
    public IReadOnlyList<DeploymentCoverage> Unguarded { get; private set; } = [];

    public IReadOnlyList<SharedResidual> Residuals { get; private set; } = [];

    public IReadOnlyList<string> Environments { get; private set; } = [];

    public IReadOnlyList<string> Targets { get; private set; } = [];

    public int Revision { get; private set; } = -1;

    /// <summary>Looks at every deployment of the policy in force, once for each revision.</summary>
    public void Load()
    {
        var state = live.Current;
        if (state.Revision == Revision)
            return;
        Revision = state.Revision;
        deployments =
        [
            .. state.Policy.Deployments.OrderBy(d => d.Environment.Name, StringComparer.Ordinal).ThenBy(d => d.Service.Name, StringComparer.Ordinal)
                .Select(d => compiler.Cover(state.Policy.Principals, d)),
        ];
        Environments = [.. state.Policy.Environments.Keys];
        Targets = [.. deployments.SelectMany(d => d.Hops).Select(h => h.Target.Name()).Distinct().Order(StringComparer.Ordinal)];
    }

    public void Show(CoverageQuery query)
    {
        var chosen = deployments.Where(d => query.Environment.Length == 0 || d.Environment == query.Environment).ToArray();
        GivenAway = [.. chosen.Where(d => !d.Losses.IsEmpty)];
        Unguarded = [.. chosen.Where(d => d.Hops.IsEmpty)];
        Residuals = SharedResidual.Of([.. chosen]);
        var rows = chosen.SelectMany(RowsOf).Where(r => Matches(r, query)).ToList();
        Counts = rows.CountBy(r => r.Coverage).ToDictionary();
        var matching = rows.Where(r => query.Coverage switch
        {
            "" => true,
            "losses" => r.Coverage != Coverage.Exact,
            var name => Words.Of(r.Coverage) == name,
        }).ToList();
        Total = matching.Count;
        Query = query with { Page = Math.Clamp(query.Page, 1, Math.Max(1, (Total + PageSize - 1) / PageSize)) };
        Rows = matching.GetRange((Query.Page - 1) * PageSize, Math.Min(PageSize, Total - ((Query.Page - 1) * PageSize)));
    }

    private static IEnumerable<CoverageRow> RowsOf(DeploymentCoverage deployment) => deployment.Hops.SelectMany(hop =>
    {
        var grants = deployment.Deployment.Rules.Select(r => r.Grant.Name).Distinct(StringComparer.Ordinal).ToArray();
        var losses = hop.Losses.ToLookup(l => l.Grant, StringComparer.Ordinal);
        return grants.Zip(hop.OfRules(grants)).Select(x => Row(x.First, x.Second)).Append(Row(null, hop.OfTheRest));

        CoverageRow Row(string? grant, Coverage coverage) => new(
            deployment.Environment, deployment.Service, deployment.Mode, hop.Hop, hop.Target, grant, coverage,
            grant is null ? [.. losses[null]] : [.. losses[grant], .. losses[null]]);
    });

    private static bool Matches(CoverageRow row, CoverageQuery query) =>
        (query.Target.Length == 0 || row.Target.Name() == query.Target)
        && query.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => Has(row.Service, word) || Has(row.Grant, word) || row.Losses.Any(l => Has(l.Lost, word)));

    private static bool Has(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false;
}
