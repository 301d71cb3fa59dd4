using System.Globalization;

namespace AccessConsole.Api;

/// <summary>Entity tags of revisions and drafts: the number in quotes.</summary>
internal static class Preconditions
{
    public static string Tag(int number) => $"\"{number.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>The number that <c>If-Match</c> names; null without one, or for <c>*</c>.</summary>
    /// <returns>False where the header is there and is no such tag.</returns>
    public static bool TryReadIfMatch(HttpRequest request, out int? number)
    {
        number = null;
        var header = request.Headers.IfMatch.ToString();
        if (header is "" or "*")
            return true;
        if (!int.TryParse(header.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || header != Tag(parsed))
            return false;
        number = parsed;
        return true;
    }
}
