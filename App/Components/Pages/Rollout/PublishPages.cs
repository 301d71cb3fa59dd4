namespace AccessConsole.Components.Pages.Rollout;

/// <summary>Earlier publishes a page at a time, the newest first, whatever is shown of each.</summary>
public static class PublishPages
{
    public const int Size = 50;

    /// <summary>Lists publishes of one environment, or of all where it is null, from the one after <paramref name="before"/> on.</summary>
    public delegate Task<IReadOnlyList<TPublish>> Listing<TPublish>(string? environment, (int Revision, string Environment)? before, int limit, CancellationToken cancellationToken);

    /// <param name="environment">Empty for all.</param>
    /// <param name="before">The last one of the page before; null for the newest.</param>
    /// <returns>A page, and its last one where there are more.</returns>
    public static async Task<(IReadOnlyList<TPublish> Publishes, (int Revision, string Environment)? Next)> LoadAsync<TPublish>(
        Listing<TPublish> list, Func<TPublish, (int Revision, string Environment)> placeOf, string environment, (int Revision, string Environment)? before, CancellationToken cancellationToken)
    {
        var page = ListPage.Of(await list(environment.Length == 0 ? null : environment, before, Size + 1, cancellationToken), Size);
        return (page.Rows, page.HasMore ? placeOf(page.Rows[^1]) : null);
    }
}
