using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace AccessConsole.Api.Describing;

/// <summary>What types are called in the description: by their names without <c>Json</c>, which generated clients take as the names of their types.</summary>
internal static class SchemaNames
{
    private const string Suffix = "Json";

    private static readonly ConcurrentDictionary<string, JsonTypeInfo> Types = new(StringComparer.Ordinal);

    /// <returns>Null where the schema stands in the place where it is used.</returns>
    /// <exception cref="InvalidOperationException">Another type has the name.</exception>
    public static string? Of(JsonTypeInfo type)
    {
        if (type.Type == typeof(JsonElement) || typeof(JsonNode).IsAssignableFrom(type.Type) || OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } id)
            return null;
        var name = id.EndsWith(Suffix, StringComparison.Ordinal) ? id[..^Suffix.Length] : id;
        return Types.GetOrAdd(name, type).Type == type.Type
            ? name
            : throw new InvalidOperationException($"{type.Type} and {Types[name].Type} would have one schema, `{name}`: rename one of them");
    }

    public static bool TryFind(string name, [MaybeNullWhen(false)] out JsonTypeInfo type) => Types.TryGetValue(name, out type);
}
