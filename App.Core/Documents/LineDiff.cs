using System.Collections.Immutable;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace AccessConsole.Core.Documents;

/// <summary>Two texts line by line.</summary>
public static class LineDiff
{
    private const int Near = 3;

    /// <summary>Above it a text is a list for machines: what changed in it is said, and not shown.</summary>
    private const int MaxLength = 1 << 20;

    /// <summary>Every line of both.</summary>
    public static ImmutableArray<DiffLine> Whole(string before, string after) =>
        [.. InlineDiffBuilder.Diff(before, after, ignoreWhiteSpace: false).Lines.Where(l => l.Type is not ChangeType.Imaginary).Select(Line)];

    /// <summary>The lines that differ, each with what stands near it; what is far from every change is counted.</summary>
    public static ImmutableArray<DiffLine> NearChanges(string before, string after)
    {
        if (before.Length + after.Length > MaxLength)
            return [new DiffLine(DiffLineKind.Gap, $"from {before.Length} to {after.Length} characters: too long to be shown line by line")];
        return [.. Shortened(Whole(before, after))];
    }

    private static IEnumerable<DiffLine> Shortened(ImmutableArray<DiffLine> lines)
    {
        var isShown = new bool[lines.Length];
        foreach (var (index, _) in lines.Index().Where(l => l.Item.Kind != DiffLineKind.Same))
            Array.Fill(isShown, true, Math.Max(0, index - Near), Math.Min(lines.Length, index + Near + 1) - Math.Max(0, index - Near));
        for (var i = 0; i < lines.Length; i++)
        {
            if (isShown[i])
            {
                yield return lines[i];
                continue;
            }

            var start = i;
            while (i + 1 < lines.Length && !isShown[i + 1])
                i++;
            yield return new DiffLine(DiffLineKind.Gap, i == start ? "1 line" : $"{i - start + 1} lines");
        }
    }

    private static DiffLine Line(DiffPiece piece) => new(
        piece.Type switch
        {
            ChangeType.Inserted => DiffLineKind.Added,
            ChangeType.Deleted => DiffLineKind.Removed,
            _ => DiffLineKind.Same,
        },
        piece.Text);
}
