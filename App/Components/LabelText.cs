namespace AccessConsole.Components;

/// <summary>Labels as a person types them into one field: <c>stage=canary, region=eu</c>.</summary>
internal static class LabelText
{
    public static string Of(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(", ", labels.Select(label => $"{label.Key}={label.Value}"));

    /// <summary>What has no <c>=</c> is a label without a value, left for who takes the labels to refuse; of one that comes twice the later value counts.</summary>
    public static Dictionary<string, string> Read(string text)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            labels[at < 0 ? part : part[..at].TrimEnd()] = at < 0 ? null! : part[(at + 1)..].TrimStart();
        }

        return labels;
    }
}
