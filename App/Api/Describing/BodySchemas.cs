using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace AccessConsole.Api.Describing;

/// <summary>The types of request bodies: of these a caller may leave members out that answers always have.</summary>
internal static class BodySchemas
{
    private const string Suffix = "Json";

    public static string NameOf(Type type) => type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Name[..^Suffix.Length] : type.Name;

    /// <summary>The types that handlers read by themselves, which the framework does not know of.</summary>
    public static IEnumerable<Type> ReadByHandlers(IEnumerable<ApiDescription> endpoints) =>
        endpoints.SelectMany(endpoint => endpoint.ActionDescriptor.EndpointMetadata).OfType<ReadBody>().Select(body => body.Type).OfType<Type>().Distinct();

    /// <summary>All types of bodies, with those of their members.</summary>
    public static FrozenSet<Type> Of(IReadOnlyList<ApiDescription> endpoints, JsonSerializerOptions options)
    {
        var found = new HashSet<Type>();
        var left = new Stack<Type>(ReadByHandlers(endpoints).Concat(
            endpoints.SelectMany(endpoint => endpoint.ActionDescriptor.EndpointMetadata).OfType<IAcceptsMetadata>().Select(accepts => accepts.RequestType).OfType<Type>()));
        while (left.TryPop(out var type))
        {
            if (!found.Add(type) || options.GetTypeInfo(type) is not { } info)
                continue;
            if (info.ElementType is { } element)
                left.Push(element);
            if (info.Kind != JsonTypeInfoKind.Object)
                continue;
            foreach (var property in info.Properties)
                left.Push(property.PropertyType);
        }

        return found.ToFrozenSet();
    }
}
