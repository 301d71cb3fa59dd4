using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;

namespace AccessConsole.Components.Pages.Access;

/// <summary>One page of ways with what was observed on them.</summary>
/// <param name="Total">How many there are in all.</param>
/// <param name="Origins">The revisions that brought the grants, by name; null where the database is away.</param>
public sealed record ObservedView(ObservedScope Of, IReadOnlyList<ObservedEdge> Rows, int Page, int Total, IReadOnlyDictionary<string, Revision>? Origins)
{
    public Revision? OriginOf(ObservedEdge edge) => edge.Row.Rule is { } rule ? Origins?.GetValueOrDefault(rule.Grant.Name) : null;

    public static ObservedView PageOf(ObservedScope observed, int asked)
    {
        var total = (int)Math.Min(int.MaxValue, observed.Edges.Total);
        var page = Math.Clamp(asked, 1, Math.Max(1, (int)Math.Min(int.MaxValue, (observed.Edges.Total + TableView.PageSize - 1) / TableView.PageSize)));
        return new ObservedView(observed, [.. observed.Edges.From((long)(page - 1) * TableView.PageSize).Take(TableView.PageSize)], page, total, null);
    }
}
