using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Access;

/// <summary>One page of rows.</summary>
/// <param name="Origins">The revisions that brought the grants, by name; null where the database is away.</param>
public sealed record TableView(IReadOnlyList<AccessRow> Rows, int Page, int Total, IReadOnlyDictionary<string, Revision>? Origins)
{
    public const int PageSize = 50;

    public Revision? OriginOf(AccessRow row) => row.Rule is { } rule ? Origins?.GetValueOrDefault(rule.Grant.Name) : null;
}
