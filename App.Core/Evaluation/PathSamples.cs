using AccessConsole.Core.Model;

namespace AccessConsole.Core.Evaluation;

/// <summary>Paths to hold against a template: some that it stands for, some that are close to it, and the spellings by which callers try to come around it.</summary>
public static class PathSamples
{
    private const string AnySegment = "42";

    /// <summary>Each path with what it tries, in an order for reading; a path comes once.</summary>
    public static IReadOnlyList<(string Path, string Why)> Of(PathTemplate template) => [.. All(template).DistinctBy(s => s.Path)];

    private static IEnumerable<(string Path, string Why)> All(PathTemplate template)
    {
        string[] segments = [.. template.Segments.Select(s => s ?? AnySegment)];
        var own = Join(segments);
        var stem = own.TrimEnd('/');
        yield return (own, template.IsExact ? "the path itself" : "the shortest that it may mean");
        yield return ($"{stem}/", "a slash at the end");
        yield return ($"{stem}/more", "one segment more");
        yield return ($"{stem}/more/and/more", "several segments more");
        if (stem.Length > 0)
            yield return ($"{stem}x", "a longer name");
        if (segments.Length > 1 && segments[^1].Length > 0)
            yield return (Join(segments[..^1]), "one segment fewer");
        if (OtherCase(template) is { } other)
            yield return (other, "other case");
        foreach (var (path, why) in Evasions(stem))
            yield return (path, why);
    }

    /// <summary>Spellings that some servers take for a path under the stem, and others do not.</summary>
    private static IEnumerable<(string Path, string Why)> Evasions(string stem)
    {
        yield return ($"/{stem}/", "an empty segment at the beginning");
        yield return ($"{stem}//more", "an empty segment");
        yield return ($"{stem}/../more", "a step up");
        yield return ($"{stem}/./more", "a dot segment");
        yield return ($"{stem}/%2e%2e/more", "a step up, escaped");
        yield return ($"{stem}%2Fmore", "a slash, escaped");
        yield return ($"{stem}%5Cmore", "a backslash, escaped");
        yield return ($"{stem}/more;x=1", "a path parameter");
        yield return ($"{stem}/%6Dore", "a letter, escaped");
        yield return ($"{stem}/%00", "a null byte, escaped");
        yield return ($"{stem}/m%C3%B6re", "a letter beyond ASCII, escaped");
    }

    private static string? OtherCase(PathTemplate template)
    {
        var at = template.Segments.ToList().FindIndex(s => s is not null && s.Any(char.IsAsciiLetter));
        return at < 0 ? null : Join([.. template.Segments.Select((s, i) => i == at ? Turned(s!) : s ?? AnySegment)]);
    }

    private static string Turned(string segment) => segment.Any(char.IsAsciiLetterLower) ? segment.ToUpperInvariant() : segment.ToLowerInvariant();

    private static string Join(IReadOnlyCollection<string> segments) => "/" + string.Join('/', segments);
}
