using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Support;

/// <summary>Reads plain YAML, as somebody does who knows nothing of its writer.</summary>
internal static class YamlReading
{
    public static string? Text(this YamlMappingNode node, string name) => node.Children.TryGetValue(name, out var value) ? ((YamlScalarNode)value).Value : null;

    public static YamlMappingNode? Map(this YamlMappingNode node, string name) => node.Children.TryGetValue(name, out var value) ? (YamlMappingNode)value : null;

    public static IEnumerable<YamlNode> List(this YamlMappingNode node, string name) => node.Children.TryGetValue(name, out var value) ? (YamlSequenceNode)value : [];

    public static string[]? Texts(this YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var value) ? [.. ((YamlSequenceNode)value).Select(v => ((YamlScalarNode)v).Value!)] : null;
}
