using System.Diagnostics.CodeAnalysis;

namespace AccessConsole.Core.Model;

/// <summary>
/// A path template: literal segments of unreserved characters, <c>{*}</c> for exactly one non-empty segment, and a last <c>**</c>
/// for the rest, zero or more segments. Case-sensitive; a trailing slash is significant unless <c>**</c> covers it.
/// </summary>
public sealed class PathTemplate : IEquatable<PathTemplate>
{
    public const int MaxBytes = 200;
    private const string AnySegmentText = "{*}";
    private const string RestText = "**";

    private readonly bool hasAnySegment;

    private PathTemplate(string text, ValueList<string?> segments, bool endsWithRest)
    {
        Text = text;
        Segments = segments;
        EndsWithRest = endsWithRest;
        hasAnySegment = segments.Contains(null);
    }

    /// <summary><c>/**</c>: every path.</summary>
    public static PathTemplate Everything { get; } = Parse("/**");

    public string Text { get; }

    /// <summary>
    /// The segments after the first slash, without the rest: a literal, or null for exactly one non-empty segment.
    /// A last empty literal is the trailing slash; <c>/</c> is one empty literal.
    /// </summary>
    public ValueList<string?> Segments { get; }

    public bool EndsWithRest { get; }

    /// <summary>Whether the template matches one path only.</summary>
    public bool IsExact => !EndsWithRest && !hasAnySegment;

    public static PathTemplate Parse(string text) =>
        TryParse(text, out var template, out var error) ? template : throw new FormatException(error);

    public static bool TryParse(string text, [NotNullWhen(true)] out PathTemplate? template, [NotNullWhen(false)] out string? error)
    {
        template = null;
        error = null;
        if (!text.StartsWith('/'))
        {
            error = $"path `{Shown(text)}` does not begin with `/`";
            return false;
        }

        if (text.Length > MaxBytes)
        {
            error = $"path `{Shown(text)}` is longer than {MaxBytes} bytes";
            return false;
        }

        var parts = text[1..].Split('/');
        var endsWithRest = parts[^1] == RestText;
        var segments = new string?[endsWithRest ? parts.Length - 1 : parts.Length];
        for (var i = 0; i < segments.Length && error is null; i++)
        {
            segments[i] = parts[i] == AnySegmentText ? null : parts[i];
            error = SegmentError(parts[i], i == parts.Length - 1);
        }

        if (error is not null)
        {
            error = $"path `{Shown(text)}` {error}";
            return false;
        }

        template = new PathTemplate(text, ValueList.Create<string?>(segments), endsWithRest);
        return true;
    }

    /// <summary>Whether a canonical path (raw spelling, without query) is one of those the template stands for.</summary>
    public bool Matches(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty || path[0] != '/')
            return false;
        if (hasAnySegment)
            return MatchesBySegment(path);
        if (!EndsWithRest)
            return path.SequenceEqual(Text);
        var stem = Text.AsSpan(0, Text.Length - RestText.Length - 1);
        return path.StartsWith(stem) && (path.Length == stem.Length || path[stem.Length] == '/');
    }

    private bool MatchesBySegment(ReadOnlySpan<char> path)
    {
        // `rest` begins with a slash as long as segments are left, and is empty once the path is used up.
        var rest = path;
        foreach (var expected in Segments)
        {
            if (rest.IsEmpty)
                return false;
            rest = rest[1..];
            var slash = rest.IndexOf('/');
            var segment = slash < 0 ? rest : rest[..slash];
            rest = slash < 0 ? default : rest[slash..];
            if (expected is null ? segment.IsEmpty : !segment.SequenceEqual(expected))
                return false;
        }

        return EndsWithRest || rest.IsEmpty;
    }

    public bool Equals(PathTemplate? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as PathTemplate);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;

    private static string Shown(string text) => text.Length <= MaxBytes ? text : text[..MaxBytes] + "…";

    private static string? SegmentError(string segment, bool isLast) => segment switch
    {
        AnySegmentText => null,
        RestText => "has `**` before its end: only the last segment may be `**`",
        "." or ".." => "has a dot segment, which no canonical path has",
        "" when !isLast => "has an empty segment, which no canonical path has",
        _ => segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~')
            ? null
            : $"has the segment `{segment}`: use letters, digits, `-`, `.`, `_`, `~`, or `{{*}}` for one segment, or a last `**`",
    };
}
