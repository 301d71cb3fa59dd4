using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>A mistake that a compiler could make, put into what it emits: the rig must notice.</summary>
/// <param name="Name">What the mistake is, in a sentence without its stop.</param>
internal sealed record Mutant(string Name, Func<ImmutableArray<BundleFile>, ImmutableArray<BundleFile>> Alter)
{
    private static readonly JsonDocumentOptions MostNested = new() { MaxDepth = 1_000 };

    /// <summary>With a piece of a program replaced, which must be there.</summary>
    public static Mutant OfText(string name, string file, string text, string instead) => new(name, files => Altered(files, file, content =>
    {
        var program = Encoding.UTF8.GetString(content.Span);
        if (!program.Contains(text, StringComparison.Ordinal))
            throw new InvalidOperationException($"{file} has no longer `{text}`: bring the mutant `{name}` up to date");
        return Encoding.UTF8.GetBytes(program.Replace(text, instead, StringComparison.Ordinal));
    }));

    /// <summary>With a change to each object of a JSON file that it applies to.</summary>
    public static Mutant OfJson(string name, string file, Action<JsonObject> change) => new(name, files => Altered(files, file, content =>
    {
        var root = JsonNode.Parse(content.Span, null, MostNested)!;
        foreach (var node in Objects(root).ToArray())
            change(node);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            root.WriteTo(writer);
        return buffer.ToArray();
    }));

    public static ImmutableArray<BundleFile> Altered(ImmutableArray<BundleFile> files, string file, Func<ReadOnlyMemory<byte>, byte[]> change) =>
        [.. files.Select(f => f.Path.EndsWith(file, StringComparison.Ordinal) ? f with { Content = change(f.Content) } : f)];

    /// <summary>Whether the mistake shows in these files at all.</summary>
    public bool Changes(ImmutableArray<BundleFile> files) => Alter(files).Zip(files).Any(pair => !Same(pair.First.Content, pair.Second.Content));

    public override string ToString() => Name;

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(m => m.Value).SelectMany(Objects).Prepend(members),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    private static bool IsJson(ReadOnlyMemory<byte> content) => content.Length > 0 && content.Span[0] is (byte)'{' or (byte)'[';

    /// <summary>JSON that says the same is the same, however it is written.</summary>
    private static bool Same(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) =>
        left.Span.SequenceEqual(right.Span) || (IsJson(left) && IsJson(right)
            && JsonNode.DeepEquals(JsonNode.Parse(left.Span, null, MostNested), JsonNode.Parse(right.Span, null, MostNested)));
}
