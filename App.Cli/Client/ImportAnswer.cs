using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>What a file does to the policy, or would do: <c>POST /api/v1/policy/import</c> and <c>…/import/check</c>.</summary>
/// <param name="Draft">The draft that was made; null where none was.</param>
/// <param name="Changes">The first thousand.</param>
internal sealed record ImportAnswer(
    int Revision, int Added, int Changed, int Unchanged, int Removed, ImmutableArray<ImportChange> Changes, ImmutableArray<Problem> Problems, Guid? Draft = null)
{
    public int Total => Added + Changed + Removed;
}

/// <param name="Kind">As the document's list is called, such as <c>grants</c>.</param>
/// <param name="Change">added, changed or removed.</param>
/// <param name="Line">Of the file; null where the file has none of it.</param>
internal sealed record ImportChange(string Kind, string Name, string Change, int? Line = null);
