using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace AccessConsole.Api.Describing;

/// <summary>The description as a whole: what it is of, where it is, its tags, how callers say who they are, and the schemas that no type has.</summary>
internal sealed class DocumentDescriber : IOpenApiDocumentTransformer
{
    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Access Console management API",
            Version = "1",
            Description = "Which CI pipelines may reach which internal services: the policy, changes of it and their approvals, what is in force, what engines do with it, and the audit log. "
                + "Errors are problem documents (RFC 9457) whose `code` is stable. Lists are read page by page, by `limit` and the header `Link`. Times are RFC 3339.",
        };
        // Wherever the document was read from; deployments differ in nothing else.
        document.Servers = [new OpenApiServer { Url = "/", Description = "The console that serves this document" }];
        document.Tags = new HashSet<OpenApiTag>(ApiTags.All.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }));
        SecuritySchemes.AddTo(document, context.ApplicationServices);
        var endpoints = context.DescriptionGroups.SelectMany(group => group.Items).ToArray();
        var json = context.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        foreach (var type in BodySchemas.ReadByHandlers(endpoints))
        {
            var name = SchemaNames.Of(json.GetTypeInfo(type))!;
            if (document.Components?.Schemas?.ContainsKey(name) != true)
                document.AddComponent<IOpenApiSchema>(name, await context.GetOrCreateSchemaAsync(type, null, cancellationToken));
        }

        SchemaRules.Apply(document, BodySchemas.Of(endpoints, json));
        PolicyComponents.AddTo(document);
        Sort(document);
    }

    private static void Sort(OpenApiDocument document)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            paths.Add(path, item);
        document.Paths = paths;
        document.Components!.Schemas = new SortedDictionary<string, IOpenApiSchema>(document.Components.Schemas!, StringComparer.Ordinal);
    }
}
