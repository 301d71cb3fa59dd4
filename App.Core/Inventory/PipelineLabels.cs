using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Validation.Checks;

namespace AccessConsole.Core.Inventory;

/// <summary>What Buildkite says of a pipeline, as labels that selectors can use.</summary>
public static class PipelineLabels
{
    /// <summary>Before the key of every label that is the import's; all others are people's.</summary>
    public const string Prefix = "buildkite/";

    private const string Cluster = Prefix + "cluster";
    private const string Tag = Prefix + "tag.";
    private const string Present = "true";
    private static readonly char[] Separators = [':', '='];

    /// <summary>
    /// The cluster by name, a tag <c>team:payments</c> or <c>team=payments</c> as <c>buildkite/tag.team: payments</c>, any other tag as
    /// <c>buildkite/tag.name: "true"</c>. Of tags that come to the same key the first in ordinal order stands.
    /// </summary>
    public static ValueMap Of(InventoryPipeline pipeline, InventoryCluster? cluster)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (cluster is not null)
            Add(labels, Cluster, cluster.Name);
        foreach (var tag in pipeline.Tags.Order(StringComparer.Ordinal))
        {
            // An emoji is written `:name:` and is no key with a value.
            var at = tag.StartsWith(':') ? -1 : tag.IndexOfAny(Separators);
            if (at > 0 && at < tag.Length - 1)
                Add(labels, Tag + Key(tag[..at]), tag[(at + 1)..].Trim());
            else if (Key(tag) is { Length: > 0 } key)
                Add(labels, Tag + key, Present);
        }

        return new ValueMap(labels);
    }

    /// <summary>The labels with those that are the import's replaced.</summary>
    public static ValueMap Replace(ValueMap labels, ValueMap imported)
    {
        var others = labels.Where(l => !l.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        return new ValueMap(others.Concat(imported.Take(DocumentLimits.Labels - others.Count)));
    }

    private static void Add(SortedDictionary<string, string> labels, string key, string value)
    {
        if (Texts.IsLabelKey(key) && value.Length is > 0 and <= DocumentLimits.LabelValueCharacters && Characters.FirstRefusedInLine(value) is null)
            labels.TryAdd(key, value);
    }

    /// <summary>What of the text can stand in a key; the rest is hyphens.</summary>
    private static string Key(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? char.ToLowerInvariant(c) : '-')).Trim('-');
}
