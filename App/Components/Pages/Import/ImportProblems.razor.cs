using System.Globalization;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Drafts;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Import;

/// <summary>What is wrong with a file, errors first; what is wrong in many rows is said once, with the rows.</summary>
public sealed partial class ImportProblems
{
    private const int MaxShown = 200;
    private const int MaxLines = 8;

    private List<ProblemOfLines> groups = [];

    [Parameter, EditorRequired]
    public required ImportPreview Preview { get; set; }

    /// <summary>Whether lines and columns are a table's.</summary>
    [Parameter, EditorRequired]
    public bool IsCsv { get; set; }

    private int Errors => Preview.Plan.Problems.Count(p => p.Severity == Severity.Error);

    protected override void OnParametersSet() => groups =
    [
        .. Preview.Plan.Problems.OrderBy(p => p.Severity).GroupBy(p => (p.Severity, p.Message, Column: IsCsv ? p.Column : null))
            .Select(group => new ProblemOfLines(group.First(), [.. group.Select(p => p.Line)])),
    ];

    private static string LinesOf(ProblemOfLines problem) =>
        string.Join(", ", problem.Lines.Take(MaxLines).Select(line => line?.ToString(CultureInfo.InvariantCulture)))
        + (problem.Lines.Count > MaxLines ? $" and {Words.Number(problem.Lines.Count - MaxLines)} more" : "");

    /// <summary>The column's number, its letters as spreadsheets count them, and its name.</summary>
    private string ColumnOf(Diagnostic problem) => problem.Column switch
    {
        null => "",
        { } column when IsCsv => $"{column} ({Letters(column)}) {Preview.Columns.ElementAtOrDefault(column - 1)}",
        { } column => column.ToString(CultureInfo.InvariantCulture),
    };

    private static string Letters(int column) => column <= 26 ? $"{(char)('A' + column - 1)}" : Letters((column - 1) / 26) + Letters(((column - 1) % 26) + 1);

    private sealed record ProblemOfLines(Diagnostic First, IReadOnlyList<int?> Lines);
}
