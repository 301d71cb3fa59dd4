using System.Globalization;

namespace AccessConsole.Api;

/// <summary>Lists are read page by page: <c>?limit=</c> (100, at most 1,000) and <c>&amp;after=</c> the last of the page before, told by <c>Link: rel=next</c>.</summary>
internal static class Paging
{
    internal const int Default = 100;
    internal const int Maximum = 1000;

    public static int Limit(int? asked) => Math.Clamp(asked ?? Default, 1, Maximum);

    /// <param name="last">What the next page begins after; null on the last page.</param>
    public static void Link(HttpContext context, int limit, object? last)
    {
        if (last is null)
            return;
        var query = context.Request.Query.Where(q => q.Key is not ("after" or "limit")).SelectMany(q => q.Value, (q, value) => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(value ?? "")}&");
        var after = Uri.EscapeDataString(string.Create(CultureInfo.InvariantCulture, $"{last}"));
        context.Response.Headers.Link = $"<{context.Request.Path}?{string.Concat(query)}limit={limit.ToString(CultureInfo.InvariantCulture)}&after={after}>; rel=\"next\"";
    }
}
