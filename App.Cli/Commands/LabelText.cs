using System.Collections.Immutable;

namespace AccessConsole.Cli.Commands;

/// <summary>Labels as command lines write them: <c>site=berlin</c>.</summary>
internal static class LabelText
{
    /// <exception cref="FormatException">One is no label, or a key is there twice.</exception>
    public static ImmutableSortedDictionary<string, string> Parse(IEnumerable<string> texts)
    {
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at))
                throw new FormatException($"`{text}` is not a label: write it as `site=berlin`");
            if (!labels.TryAdd(text[..at], text[(at + 1)..]))
                throw new FormatException($"the label `{text[..at]}` is given twice: keep one");
        }

        return labels.ToImmutable();
    }
}
