namespace AccessConsole.Buildkite;

/// <summary>The address of the next page, as a <c>Link</c> header (RFC 8288) gives it.</summary>
internal static class NextPage
{
    private const string Next = "next";

    /// <returns>Null on the last page.</returns>
    /// <exception cref="BuildkiteException">It leads elsewhere: the token goes to no address but the connection's own.</exception>
    public static Uri? Of(Uri page, IEnumerable<string> links)
    {
        foreach (var link in links.SelectMany(l => l.Split(',')))
        {
            var parts = link.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is not ['<', .. var target, '>'] || !parts.Skip(1).Any(IsNext))
                continue;
            if (!Uri.TryCreate(page, target, out var next) || next.GetLeftPart(UriPartial.Path) != page.GetLeftPart(UriPartial.Path) || next.UserInfo.Length > 0)
                throw new BuildkiteException($"`{page.GetLeftPart(UriPartial.Path)}` names a next page elsewhere, which is not followed");
            return next;
        }

        return null;
    }

    private static bool IsNext(string parameter) =>
        parameter.StartsWith("rel=", StringComparison.OrdinalIgnoreCase) && parameter["rel=".Length..].Trim('"').Split(' ').Contains(Next, StringComparer.OrdinalIgnoreCase);
}
