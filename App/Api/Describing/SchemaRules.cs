using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace AccessConsole.Api.Describing;

/// <summary>What the schemas of types leave unsaid: which members an answer always has, which a body may leave out, and that numbers are sent as numbers.</summary>
internal static class SchemaRules
{
    /// <param name="bodies">The types of which request bodies are, with all that these hold.</param>
    public static void Apply(OpenApiDocument document, IReadOnlySet<Type> bodies)
    {
        foreach (var (name, schema) in document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (schema is not OpenApiSchema described)
                continue;
            if (SchemaNames.TryFind(name, out var type) && type.Kind == JsonTypeInfoKind.Object)
                Complete(document, described, type, bodies.Contains(type.Type));
            Describe(name, described);
            NumbersAreNumbers(described);
        }
    }

    /// <summary>A number may be sent in quotes too, which nobody has to know; answers have it without.</summary>
    public static void NumbersAreNumbers(IOpenApiSchema? schema)
    {
        if (schema is not OpenApiSchema described)
            return;
        if (described.Type is { } types && types.HasFlag(JsonSchemaType.String) && (types & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
            (described.Type, described.Pattern) = (types & ~JsonSchemaType.String, null);
        NumbersAreNumbers(described.Items);
        NumbersAreNumbers(described.AdditionalProperties);
        foreach (var inner in (described.Properties?.Values ?? []).Concat(described.OneOf ?? []).Concat(described.AllOf ?? []).Concat(described.AnyOf ?? []))
            NumbersAreNumbers(inner);
    }

    /// <summary>Says what the types leave to words that stand for the same everywhere.</summary>
    private static void Describe(string name, OpenApiSchema schema)
    {
        schema.Description ??= MemberWords.Find(name);
        foreach (var (member, described) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            var words = MemberWords.Find($"{name}.{member}") ?? MemberWords.Find(member);
            // Asked for its description, a reference says its target's.
            if (described is OpenApiSchemaReference reference)
                reference.Reference.Description ??= words;
            else
                described.Description ??= OfTheValue(described) ?? words;
        }
    }

    /// <summary>What the framework says of a member that may be null it says of what it is otherwise.</summary>
    private static string? OfTheValue(IOpenApiSchema member) =>
        member.OneOf is [_, _] either && either.Any(IsNull) ? (either.First(one => !IsNull(one)) as OpenApiSchemaReference)?.Reference.Description : null;

    private static void Complete(OpenApiDocument document, OpenApiSchema schema, JsonTypeInfo type, bool isBody)
    {
        if (schema.Properties is not { } members)
            return;
        var required = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in type.Properties.Where(property => members.ContainsKey(property.Name)))
        {
            var isLeftOut = Find<JsonIgnoreAttribute>(property) is { Condition: JsonIgnoreCondition.WhenWritingNull };
            if (isBody ? IsNeeded(property) : !isLeftOut)
                required.Add(property.Name);
            if (isLeftOut)
                members[property.Name] = WithoutNull(members[property.Name]);
            LetValuesBeNull(members[property.Name], property);
            if (Find<OfSchemaAttribute>(property) is { } named)
                members[property.Name] = new OpenApiSchemaReference(named.Name, document) { Description = members[property.Name].Description };
        }

        schema.Required = required.Count == 0 ? null : required;
        // Bodies are refused for members that nobody reads; answers may have more in later versions.
        schema.AdditionalPropertiesAllowed = !isBody;
    }

    private static bool IsNeeded(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false } parameter && Nullable.GetUnderlyingType(parameter.ParameterType) is null;

    private static T? Find<T>(JsonPropertyInfo property)
        where T : Attribute => property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true) is [T found, ..] ? found : null;

    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema described)
            return schema;
        if (described.OneOf is [_, _] either && either.Any(IsNull))
        {
            var value = either.First(one => !IsNull(one));
            value.Description ??= described.Description;
            return value;
        }

        described.Type &= ~JsonSchemaType.Null;
        return described;
    }

    /// <summary>Values of a dictionary that may be null: the framework looks no further than members.</summary>
    private static void LetValuesBeNull(IOpenApiSchema member, JsonPropertyInfo property)
    {
        if (member is OpenApiSchema { AdditionalProperties: OpenApiSchema { Type: { } type } values } && property.AttributeProvider is PropertyInfo declared
            && new NullabilityInfoContext().Create(declared).GenericTypeArguments is [.., { ReadState: NullabilityState.Nullable }])
            values.Type = type | JsonSchemaType.Null;
    }

    private static bool IsNull(IOpenApiSchema schema) => schema is OpenApiSchema { Type: JsonSchemaType.Null };
}
