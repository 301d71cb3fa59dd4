using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Drafts;

namespace AccessConsole.Api.Policy;

/// <summary>What an import does, or would do.</summary>
/// <param name="Draft">The draft that was made; null where none was, because nothing changes or nothing was to be stored.</param>
/// <param name="Revision">The revision that it is against.</param>
/// <param name="Added">How many objects are added.</param>
/// <param name="Changed">How many are changed.</param>
/// <param name="Unchanged">How many are as they were.</param>
/// <param name="Removed">How many are removed.</param>
/// <param name="Changes">Everything but what is unchanged; the first thousand.</param>
/// <param name="Problems">Warnings.</param>
public sealed record ImportJson(
    Guid? Draft, int Revision, int Added, int Changed, int Unchanged, int Removed, IReadOnlyList<ImportChangeJson> Changes, IReadOnlyList<ProblemJson> Problems)
{
    private const int MaxChanges = 1_000;

    public static ImportJson Of(ImportPreview preview, Guid? draft) => new(
        draft,
        preview.Revision,
        preview.Plan.CountOf(ImportVerdict.Added),
        preview.Plan.CountOf(ImportVerdict.Changed),
        preview.Plan.CountOf(ImportVerdict.Unchanged),
        preview.Plan.CountOf(ImportVerdict.Removed),
        [.. preview.Plan.Entries.Where(e => e.Verdict != ImportVerdict.Unchanged).Take(MaxChanges).Select(ImportChangeJson.Of)],
        [.. preview.Plan.Problems.Select(Api.Problems.ToJson)]);
}

/// <summary>What an import makes of one object.</summary>
/// <param name="Kind">As the document's list is called, such as <c>grants</c>.</param>
/// <param name="Change">added, changed or removed.</param>
/// <param name="Line">Of the file, which for CSV is the row.</param>
public sealed record ImportChangeJson(string Kind, string Name, string Change, int? Line)
{
    public static ImportChangeJson Of(ImportEntry entry) =>
        new(entry.Reference.Kind.DocumentKey(), entry.Reference.Name, entry.Verdict.ToString().ToLowerInvariant(), entry.Line);
}
