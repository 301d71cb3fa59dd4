namespace AccessConsole.Components;

/// <summary>A page of a list that is read on from its last row.</summary>
/// <param name="HasMore">Whether any row follows.</param>
public sealed record ListPage<TRow>(IReadOnlyList<TRow> Rows, bool HasMore);

public static class ListPage
{
    /// <param name="found">Of one row more than the page shows, which tells whether any follow.</param>
    public static ListPage<TRow> Of<TRow>(IReadOnlyList<TRow> found, int size) => found.Count > size ? new([.. found.Take(size)], true) : new(found, false);
}
