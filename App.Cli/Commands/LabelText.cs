using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Commands;

/// <summary>Labels as command lines write them: <c>site=berlin</c>.</summary>
internal static class LabelText
{
    /// <exception cref="FormatException">One is no label, or a key is there twice.</exception>
    public static ImmutableSortedDictionary<string, string> Parse(IEnumerable<string> texts)
    {
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in texts.Select(Split))
        {
            if (!labels.TryAdd(key, value))
                throw new FormatException($"the label `{key}` is given twice: keep one");
        }

        return labels.ToImmutable();
    }

    /// <summary>Labels of which several may have one key: then its values are alternatives.</summary>
    /// <exception cref="FormatException">One is no label.</exception>
    public static JsonObject ParseChoices(IEnumerable<string> texts) => new(texts.Select(Split).GroupBy(label => label.Key, label => label.Value, StringComparer.Ordinal)
        .Select(label => KeyValuePair.Create(label.Key, (JsonNode?)new JsonArray([.. label.Select(value => JsonValue.Create(value))]))));

    private static (string Key, string Value) Split(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? (text[..at], text[(at + 1)..])
        : throw new FormatException($"`{text}` is not a label: write it as `site=berlin`");
}
