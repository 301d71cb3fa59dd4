using System.Collections.Immutable;
using System.Text;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>
/// Writes cells as Linkerd matches paths: one path to the letter, or regular expressions that take canonical paths only and together are the
/// cell. An expression must span the path at its first match, hence the group and both anchors.
/// </summary>
internal static class PathPatterns
{
    private const int MaxLength = 1_024;
    private const string Plain = "!$&'()*+,-.0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";

    // What canonical paths escape: each in upper-case hex, and nothing that may stand raw.
    private const string Escaped = "%(?:2[02]|3[CE]|5[BDE]|60|7[BCD]|[89A-F][0-9A-F])";

    private static readonly string Character = $"(?:{ClassWithout([])}|{Escaped})";
    private static readonly string Segment = $@"(?:\.{{0,2}}(?:{ClassWithout(['.'])}|{Escaped})|\.{{3}}){Character}*";

    /// <summary>Null where a path is too long for what an object may hold.</summary>
    public static IReadOnlyList<PathPattern>? Of(PathCell cell)
    {
        if (cell.IsExact)
            return [new PathPattern(true, string.Concat(cell.Steps.Select(s => "/" + s.Literal)) + (cell.End == PathEnd.Slash ? "/" : ""))];
        var patterns = new List<PathPattern>();
        return Split([.. cell.Steps.Select(OtherSegment.Of)], EndOf(cell.End), patterns) ? patterns : null;
    }

    /// <summary>Cuts the longest choice in two until each expression fits.</summary>
    private static bool Split(ImmutableArray<OtherSegment> segments, string end, List<PathPattern> patterns)
    {
        var text = $"^(?:{string.Concat(segments.Select(s => "/" + s.Text))}{end})$";
        if (text.Length <= MaxLength)
        {
            patterns.Add(new PathPattern(false, text));
            return true;
        }

        var longest = segments.Index().MaxBy(s => s.Item.Choices);
        return longest.Item.Choices > 1
            && longest.Item.Halves().All(half => Split(segments.SetItem(longest.Index, half), end, patterns));
    }

    private static string EndOf(PathEnd end) => end switch
    {
        PathEnd.Here => "",
        PathEnd.Slash => "/",
        PathEnd.Below => $"/(?:{Segment}(?:/{Segment})*/?)?",
        PathEnd.HereAndBelow => $"(?:/{Segment})*/?",
    };

    /// <summary>A class of the characters that stand raw in a canonical segment, but for some.</summary>
    private static string ClassWithout(IReadOnlyCollection<char> excluded)
    {
        var text = new StringBuilder("[");
        var left = Plain.Where(c => !excluded.Contains(c)).ToArray();
        for (var i = 0; i < left.Length;)
        {
            var end = i;
            while (char.IsAsciiLetterOrDigit(left[i]) && end + 1 < left.Length && left[end + 1] == left[end] + 1 && char.IsAsciiLetterOrDigit(left[end + 1]))
                end++;
            // A hyphen between two others would be a range, and two of some marks an operation on sets.
            text.Append(left[i] == '-' ? @"\-" : left[i].ToString());
            if (end > i)
                text.Append(end > i + 1 ? "-" : "").Append(left[end]);
            i = end + 1;
        }

        return text.Append(']').ToString();
    }

    /// <summary>A segment of a cell as a choice of texts, which can be cut.</summary>
    private sealed class OtherSegment
    {
        private readonly ImmutableArray<string> differing;
        private readonly ImmutableArray<string> ending;

        private OtherSegment(string text, ImmutableArray<string> differing, ImmutableArray<string> ending) =>
            (Text, this.differing, this.ending) = (text, differing, ending);

        public string Text { get; }

        public int Choices => differing.Length + ending.Length;

        public static OtherSegment Of(PathStep step)
        {
            if (step.Literal is { } literal)
                return new OtherSegment(literal.Replace(".", @"\.", StringComparison.Ordinal), [], []);
            if (step.Others.IsEmpty)
                return new OtherSegment(Segment, [], []);
            string[] not = [".", "..", .. step.Others];
            // Each way to leave the texts that are not meant: at some letter, or by ending before the text does.
            var stems = not.SelectMany(n => Enumerable.Range(0, n.Length + 1).Select(length => n[..length])).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            return Choosing(
                [.. stems.Select(stem => Literal(stem) + $"(?:{ClassWithout([.. not.Where(n => n.Length > stem.Length && n.StartsWith(stem, StringComparison.Ordinal)).Select(n => n[stem.Length])])}|{Escaped})")],
                [.. stems.Where(stem => stem.Length > 0 && !not.Contains(stem)).Select(Literal)]);
        }

        public IEnumerable<OtherSegment> Halves()
        {
            if (differing.Length > 1)
            {
                var half = differing.Length / 2;
                yield return Choosing(differing[..half], []);
                yield return Choosing(differing[half..], ending);
            }
            else if (!differing.IsEmpty)
            {
                yield return Choosing(differing, []);
                yield return Choosing([], ending);
            }
            else
            {
                yield return Choosing([], ending[..(ending.Length / 2)]);
                yield return Choosing([], ending[(ending.Length / 2)..]);
            }
        }

        private static OtherSegment Choosing(ImmutableArray<string> differing, ImmutableArray<string> ending)
        {
            IEnumerable<string> begun = differing.IsEmpty ? [] : [$"(?:{string.Join('|', differing)}){Character}*"];
            return new OtherSegment($"(?:{string.Join('|', begun.Concat(ending))})", differing, ending);
        }

        private static string Literal(string text) => text.Replace(".", @"\.", StringComparison.Ordinal);
    }
}

/// <param name="IsExact">Whether <paramref name="Text"/> is the path itself; a regular expression otherwise.</param>
internal sealed record PathPattern(bool IsExact, string Text);
