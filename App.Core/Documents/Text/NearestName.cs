namespace AccessConsole.Core.Documents.Text;

/// <summary>Guesses which known name an unknown one was meant to be.</summary>
internal static class NearestName
{
    private const int MaxNameLength = 64;

    /// <summary><c>: did you mean `x`?</c>, or nothing where no name is near.</summary>
    public static string Suggestion(string unknown, IEnumerable<string> known) =>
        Find(unknown, known) is { } near ? $": did you mean `{near}`?" : "";

    public static string? Find(string unknown, IEnumerable<string> known)
    {
        if (unknown.Length is 0 or > MaxNameLength)
            return null;
        var (nearest, best) = ((string?)null, Tolerance(unknown) + 1);
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - unknown.Length) >= best || candidate.Length > MaxNameLength)
                continue;
            var distance = Distance(unknown, candidate);
            if (distance < best)
                (nearest, best) = (candidate, distance);
        }

        return nearest;
    }

    private static int Tolerance(string name) => Math.Max(1, name.Length / 3);

    /// <summary>How many letters to insert, remove or replace (Levenshtein), case apart.</summary>
    private static int Distance(string left, string right)
    {
        Span<int> row = stackalloc int[MaxNameLength + 1];
        for (var j = 0; j <= right.Length; j++)
            row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = diagonal + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
