using System.Globalization;

namespace AccessConsole.Core.Import;

/// <summary>Where an object stands in a table.</summary>
/// <param name="Deployments">The rows of a service's deployments in their order; null for one that the table does not name.</param>
internal sealed record CsvPlace(CsvRow Row, IReadOnlyList<CsvRow?> Deployments)
{
    /// <summary>The row that says what a pointer from the object on means, with the columns in which that may be and the pointer from there on.</summary>
    public (CsvRow Row, IReadOnlyList<CsvColumn> Columns, string Pointer) Find(string pointer, IReadOnlyList<CsvColumn> columns)
    {
        var steps = pointer.Split('/', 4);
        if (steps is not ["", "deployments", var number, ..] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= Deployments.Count)
            return (Row, columns, pointer);
        return (Deployments[index] ?? Row, CsvColumns.Deployment, steps.Length > 3 ? "/" + steps[3] : "");
    }
}
