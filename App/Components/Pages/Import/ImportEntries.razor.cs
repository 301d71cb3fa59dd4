using AccessConsole.Core.Documents;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Import;

/// <summary>Objects of a file with what it would make of each.</summary>
public sealed partial class ImportEntries
{
    [Parameter, EditorRequired]
    public required IReadOnlyList<ImportEntry> Rows { get; set; }

    /// <summary>Whether a place in the file is a row.</summary>
    [Parameter, EditorRequired]
    public bool IsCsv { get; set; }

    public static string NameOf(ImportVerdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string LookOf(ImportVerdict verdict) => verdict switch
    {
        ImportVerdict.Added => "badge-good",
        ImportVerdict.Changed => "badge-accent",
        ImportVerdict.Unchanged => "",
        ImportVerdict.Conflicting => "badge-warn",
        ImportVerdict.Removed => "badge-bad",
    };

    /// <summary>How many lines come or go.</summary>
    private static int LinesOf(ImportEntry entry) =>
        LineDiff.Whole(Print(entry.Before), Print(entry.After)).Count(l => l.Kind is DiffLineKind.Added or DiffLineKind.Removed);

    private static string Print(PolicyObject? value) => value is null ? "" : PolicyPrinter.ToYaml(value);
}
