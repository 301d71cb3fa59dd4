using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using AccessConsole.Uploads;

namespace AccessConsole.Components.Pages.Import;

/// <summary>What a file that a person sent would do, page by page, and its way into a draft.</summary>
public sealed class ImportViewModel(ImportShelf shelf, ImportWorkflow imports)
{
    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    private ImportRequest? seen;
    private int turn;

    public ImportQuery Query { get; private set; } = new();

    /// <summary>Null where there is none, or it is gone.</summary>
    public Upload<ImportRequest>? Upload { get; private set; }

    public ImportPreview? Preview { get; private set; }

    public IReadOnlyList<ImportEntry> Rows { get; private set; } = [];

    /// <summary>How many entries there are of what is shown.</summary>
    public int Total { get; private set; }

    public PolicyKind? Kind => Upload?.File.Kind;

    /// <summary>The verdicts that there are, each with its number.</summary>
    public IEnumerable<(ImportVerdict Verdict, int Count)> Counts =>
        Enum.GetValues<ImportVerdict>().Select(v => (v, Preview?.Plan.CountOf(v) ?? 0)).Where(c => c.Item2 > 0);

    /// <summary>Why the file cannot go into a draft; null where it can.</summary>
    public string? Objection => Preview switch
    {
        null => "choose a file first",
        { Plan.HasErrors: true } => "mend the errors in the file, and choose it again",
        { Plan.Patch.IsEmpty: true } => "the policy says all of this already",
        _ => null,
    };

    public async Task ShowAsync(ConsoleUser user, ImportQuery query)
    {
        var mine = ++turn;
        Upload = query.Upload is { } id ? shelf.Find(user.Actor.Person, id) : null;
        Query = query;
        if (Upload is null)
        {
            (seen, Preview, Rows, Total) = (null, null, [], 0);
            return;
        }

        var request = Upload.File with { RemovesMissing = query.Removes && Upload.File.Kind is null };
        if (request != seen)
        {
            // Reading and judging a large file takes its time: not on the circuit's own turn.
            var preview = await Task.Run(() => imports.Preview(request));
            // Whoever chose otherwise meanwhile is shown that.
            if (mine != turn)
                return;
            (Preview, seen) = (preview, request);
        }

        var shown = Preview!.Plan.Entries.Where(e => query.Verdict is { } verdict ? e.Verdict == verdict : e.Verdict != ImportVerdict.Unchanged).ToList();
        Total = shown.Count;
        Query = query with { Page = Math.Clamp(query.Page, 1, Math.Max(1, (Total + PageSize - 1) / PageSize)) };
        Rows = shown.GetRange((Query.Page - 1) * PageSize, Math.Min(PageSize, Total - ((Query.Page - 1) * PageSize)));
    }

    public async Task<DraftResult> DraftAsync(ConsoleUser user)
    {
        var result = await imports.DraftAsync(user, Preview!, Kind, CancellationToken.None);
        if (result.Draft is not null)
            shelf.Remove(Upload!.Id);
        return result;
    }
}
