using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>The rows of access of some deployments and principals, counted as a whole and made only where they are read.</summary>
public sealed class AccessRows
{
    private readonly ReachAtlas atlas;
    private readonly DateTimeOffset at;
    private readonly PrincipalChoice asked;
    private readonly List<(RowSource Source, int Count)> sources = [];

    /// <param name="deployments">In the order of the rows.</param>
    /// <param name="isDeclared">Whether every written rule counts, rather than what has an effect.</param>
    public AccessRows(ReachAtlas atlas, IEnumerable<DeploymentPolicy> deployments, PrincipalChoice asked, DateTimeOffset at, bool isDeclared)
    {
        (this.atlas, this.at, this.asked) = (atlas, at, asked);
        foreach (var deployment in deployments)
        {
            var rows = atlas.RowsOf(deployment, at);
            foreach (var source in isDeclared ? rows.Declared : rows.Effective)
            {
                var count = source.Count(asked);
                if (count == 0)
                    continue;
                sources.Add((source, count));
                Total += count;
            }
        }
    }

    public long Total { get; }

    /// <summary>The rows from a place on.</summary>
    public IEnumerable<AccessRow> From(long skip) =>
        WithoutDenies(skip).Select(row => row.Rule is { } rule ? row with { Denies = atlas.Denies(row.Deployment, rule, row.Principal, at) } : row);

    /// <summary>The same for who does not ask which grants deny a part of each: over many denies they take most of the time.</summary>
    public IEnumerable<AccessRow> WithoutDenies(long skip)
    {
        foreach (var (source, count) in sources)
        {
            if (skip >= count)
            {
                skip -= count;
                continue;
            }

            foreach (var row in source.Rows(asked).Skip((int)skip))
                yield return row;
            skip = 0;
        }
    }
}
