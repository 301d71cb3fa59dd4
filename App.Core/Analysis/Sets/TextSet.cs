using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis.Sets;

/// <summary>
/// A set of texts that exact and prefix patterns can tell apart. Each mark says of its stem, and of the longer texts that begin with it,
/// whether they belong; of several stems that begin a text the longest speaks.
/// </summary>
public sealed class TextSet : IEquatable<TextSet>
{
    private readonly ImmutableArray<Mark> marks;

    private TextSet(ImmutableArray<Mark> marks) => this.marks = marks;

    public static TextSet None { get; } = new([new Mark("", false, false)]);

    public static TextSet Every { get; } = new([new Mark("", true, true)]);

    public bool IsEmpty => marks is [{ Exact: false, Beyond: false }];

    public bool IsFull => marks is [{ Exact: true, Beyond: true }];

    /// <summary>One text, stars and all.</summary>
    public static TextSet Exactly(string text) => new(text.Length == 0 ? [new Mark("", true, false)] : [new Mark("", false, false), new Mark(text, true, false)]);

    public static TextSet Of(IEnumerable<Pattern> patterns) =>
        patterns.Aggregate(None, (set, pattern) => set.Combine(Of(pattern), (left, right) => left || right));

    public bool Contains(string text)
    {
        var mark = MarkOf(text);
        return mark.Stem.Length == text.Length ? mark.Exact : mark.Beyond;
    }

    /// <summary>Whether it is told by what is not in it.</summary>
    public bool IsRest => marks[0].Beyond;

    /// <summary>A text in it; null where it is empty.</summary>
    /// <param name="usual">Texts that people would expect, which come after those that a pattern names and before any other.</param>
    public string? Example(IReadOnlyList<string> usual) => marks.Select(Named).FirstOrDefault(text => text is not null) ?? usual.FirstOrDefault(Contains) ?? marks.Select(Any).FirstOrDefault(text => text is not null);

    public TextSet And(TextSet other) => Combine(other, (left, right) => left && right);

    public TextSet Not() => new([.. marks.Select(m => new Mark(m.Stem, !m.Exact, !m.Beyond))]);

    public bool Equals(TextSet? other) => other is not null && marks.AsSpan().SequenceEqual(other.marks.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as TextSet);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var mark in marks)
            hash.Add(mark);
        return hash.ToHashCode();
    }

    /// <summary>
    /// The patterns, such as <c>`main` or `release/*` (except `release/1`)</c>; of a set that is told by what is not in it (<see cref="IsRest"/>), those. Empty where it is empty or full.
    /// </summary>
    public string Patterns() => string.Join(" or ", Patterns(marks[0], IsRest));

    /// <summary>Such as <c>`main` or `release/*`</c>, or <c>anything but `main`</c>.</summary>
    public override string ToString() => (IsRest, Patterns()) switch
    {
        (true, "") => "anything",
        (true, var patterns) => $"anything but {patterns}",
        (false, "") => "nothing",
        (false, var patterns) => patterns,
    };

    private static TextSet Of(Pattern pattern) => pattern.Stem.Length == 0
        ? Every
        : new([new Mark("", false, false), new Mark(pattern.Stem, true, pattern.IsPrefix)]);

    /// <summary>A text that a pattern lets in.</summary>
    private string? Named(Mark mark)
    {
        if (mark.Stem.Length == 0)
            return null;
        if (mark.Beyond)
            return ParentOf(mark.Stem).Beyond ? null : Beyond(mark.Stem);
        return mark.Exact ? mark.Stem : null;
    }

    private string? Any(Mark mark)
    {
        if (mark.Beyond)
            return Beyond(mark.Stem);
        return mark.Exact ? mark.Stem : null;
    }

    /// <summary>A longer text for which no other mark speaks: of more letters than there are marks one begins none of their stems.</summary>
    private string Beyond(string stem) =>
        Enumerable.Range(0, marks.Length + 1).Select(i => stem + (i < 3 ? (char)('x' + i) : (char)('\u0100' + i))).First(text => MarkOf(text).Stem == stem);

    /// <summary>What is otherwise at a mark and beyond it than before, each with its own exceptions.</summary>
    /// <param name="before">What shorter stems say.</param>
    private IEnumerable<string> Patterns(Mark mark, bool before)
    {
        var inner = ChildrenOf(mark).SelectMany(child => Patterns(child, mark.Beyond));
        string[] exact = mark.Exact == mark.Beyond ? [] : [Quoted.Text(mark.Stem)];
        if (mark.Beyond == before)
            return [.. exact, .. inner];
        string[] exceptions = [.. exact, .. inner];
        return [Quoted.Text(mark.Stem + "*") + (exceptions.Length == 0 ? "" : $" (except {string.Join(" or ", exceptions)})")];
    }

    /// <summary>The marks that speak within what this one says, but for what lies within another of them.</summary>
    private IEnumerable<Mark> ChildrenOf(Mark mark) => marks.Where(m => m.Stem.Length > 0 && ParentOf(m.Stem) == mark);

    private TextSet Combine(TextSet other, Func<bool, bool, bool> operation)
    {
        var stems = marks.Concat(other.marks).Select(m => m.Stem).Distinct().Order(StringComparer.Ordinal);
        var result = new List<Mark>();
        foreach (var stem in stems)
        {
            var mark = new Mark(
                stem, operation(Contains(stem), other.Contains(stem)), operation(MarkOf(stem).Beyond, other.MarkOf(stem).Beyond));
            // A mark that repeats what a shorter stem says is left out, so that equal sets have equal marks.
            if (result.FindLastIndex(m => stem.StartsWith(m.Stem, StringComparison.Ordinal)) is var parent and >= 0
                && mark.Exact == result[parent].Beyond && mark.Beyond == result[parent].Beyond)
                continue;
            result.Add(mark);
        }

        return new TextSet([.. result]);
    }

    /// <summary>The mark of the longest stem that the text begins with: in ordinal order, the last of those.</summary>
    private Mark MarkOf(string text) => marks.Last(m => text.StartsWith(m.Stem, StringComparison.Ordinal));

    private Mark ParentOf(string stem) => marks.Last(m => m.Stem.Length < stem.Length && stem.StartsWith(m.Stem, StringComparison.Ordinal));

    /// <param name="Exact">Whether the stem itself belongs.</param>
    /// <param name="Beyond">Whether the longer texts that begin with it belong.</param>
    private readonly record struct Mark(string Stem, bool Exact, bool Beyond);
}
