using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Compilation.Artefacts;

/// <summary>A bundle's files as the engine's users know it: Kubernetes objects and Consul entries by kind and name, other files whole.</summary>
internal static class ArtefactParts
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Texts by the name of their part.</returns>
    public static ImmutableSortedDictionary<string, string> Of(IEnumerable<BundleFile> files)
    {
        var parts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in files.SelectMany(PartsOf))
            parts[name] = text;
        return parts.ToImmutable();
    }

    private static IEnumerable<(string Name, string Text)> PartsOf(BundleFile file) =>
        file.Path.EndsWith(".yaml", StringComparison.Ordinal) ? Objects(file)
        : file.Path.EndsWith(".json", StringComparison.Ordinal) ? Entries(file)
        : [(file.Path, Text(file))];

    // Between objects stands a line of three hyphens; inside one every line of a text is indented.
    private static IEnumerable<(string Name, string Text)> Objects(BundleFile file) =>
        Text(file).TrimEnd('\n').Split("\n---\n", StringSplitOptions.RemoveEmptyEntries).Select(text => (ObjectName(text) ?? file.Path, text));

    private static string? ObjectName(string text) =>
        YamlTree.Read(text, new TreeBuilder(new ProblemList(), anyCharacter: true)) is MappingNode root && root.Find("metadata")?.Value is MappingNode metadata
            ? $"{TextOf(root, "kind")} {TextOf(metadata, "namespace")}/{TextOf(metadata, "name")}"
            : null;

    private static string TextOf(MappingNode node, string member) => (node.Find(member)?.Value as ScalarNode)?.Text ?? "";

    private static IEnumerable<(string Name, string Text)> Entries(BundleFile file)
    {
        using var document = JsonDocument.Parse(file.Content, new JsonDocumentOptions { MaxDepth = 256 });
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Array && root.EnumerateArray().All(IsEntry)
            ? [.. root.EnumerateArray().Select(entry => ($"{entry.GetProperty("Kind").GetString()} {entry.GetProperty("Name").GetString()}", Print(entry)))]
            : [(file.Path, Print(root))];
    }

    private static bool IsEntry(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("Kind", out var kind) && kind.ValueKind == JsonValueKind.String
        && element.TryGetProperty("Name", out var name) && name.ValueKind == JsonValueKind.String;

    private static string Print(JsonElement element) => JsonSerializer.Serialize(element, Indented);

    private static string Text(BundleFile file) => Encoding.UTF8.GetString(file.Content.Span);
}
