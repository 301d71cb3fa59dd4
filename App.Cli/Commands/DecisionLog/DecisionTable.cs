using System.Globalization;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.DecisionLog;

/// <summary>Decisions as lines of a table, as wide as what stands in it.</summary>
internal static class DecisionTable
{
    public static string Of(IEnumerable<LoggedDecisionAnswer> decisions)
    {
        string[][] rows = [.. decisions.Select(Cells)];
        if (rows.Length == 0)
            return "";
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) => column == row.Length - 1 ? cell : cell.PadRight(widths[column])))));
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>What was asked for; others' words, of which a line break would make another line.</summary>
    public static string Request(LoggedDecisionAnswer decision) => OneLine($"{decision.Method ?? "?"} {decision.Path ?? "(path unknown)"}");

    public static string Place(LoggedDecisionAnswer decision) => $"{decision.Service ?? "(no service)"} in {decision.Environment}";

    /// <summary>Why, and by which grant.</summary>
    public static string Reason(LoggedDecisionAnswer decision) =>
        $"{decision.Reason}{(decision.Detail is null ? "" : $" ({OneLine(decision.Detail)})")}{(decision.Grant is null ? "" : $" by {decision.Grant}")}";

    public static string Point(LoggedDecisionAnswer decision) => $"{OneLine(decision.Point)} ({decision.Target})";

    private static string[] Cells(LoggedDecisionAnswer decision) =>
    [
        Time(decision.At), decision.Mode == "shadow" ? $"{decision.Effect} in shadow" : decision.Effect, decision.Principal ?? "(nobody known)", Request(decision), Place(decision), Point(decision), Reason(decision),
    ];

    private static string OneLine(string text) => text.Any(c => c is '\n' or '\r' or '\t') ? string.Concat(text.Select(c => c is '\n' or '\r' or '\t' ? '\ufffd' : c)) : text;
}
