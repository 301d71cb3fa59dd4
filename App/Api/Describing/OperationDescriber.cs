using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AccessConsole.Api.Describing;

/// <summary>What every operation shares: who may call it, which problems any of them may answer, headers, and the bounds of parameters.</summary>
internal sealed class OperationDescriber : IOpenApiOperationTransformer
{
    private const string Problem = "ProblemDocument";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var (metadata, document) = (context.Description.ActionDescriptor.EndpointMetadata, context.Document!);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            Describe(parameter, context.Description.ParameterDescriptions.FirstOrDefault(p => p.Name == parameter.Name)?.ParameterDescriptor);
        foreach (var body in metadata.OfType<ReadBody>())
            operation.RequestBody = BodyOf(body, document);
        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        operation.Security = isOpen ? [] : SecurityOf(metadata.OfType<SessionOnly>().Any(), document);
        var responses = operation.Responses ??= [];
        if (!isOpen)
            AddProblems(operation, responses, document);
        foreach (var written in metadata.OfType<WrittenBody>())
            AddSuccess(responses, written, document);
        foreach (var (status, response) in responses.ToArray())
        {
            if (response is OpenApiResponse described)
                Describe(described, int.Parse(status, CultureInfo.InvariantCulture), operation, metadata);
        }

        AddIfMatch(operation, metadata);
        operation.Responses = Sorted(responses);
        return Task.CompletedTask;
    }

    private static void Describe(OpenApiParameter parameter, ParameterDescriptor? descriptor)
    {
        parameter.Name = char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..];
        parameter.Description = string.IsNullOrEmpty(parameter.Description) ? ParameterWords.Find(parameter.Name) : parameter.Description;
        if (parameter.Schema is not OpenApiSchema schema)
            return;
        SchemaRules.NumbersAreNumbers(schema);
        if (parameter.In == ParameterLocation.Query)
            schema.Type &= ~JsonSchemaType.Null;
        if (parameter.Name == "limit")
            (schema.Minimum, schema.Maximum, schema.Default) = ("1", Number(Paging.Maximum), JsonValue.Create(Paging.Default));
        if (schema.Type == JsonSchemaType.Integer)
            schema.Minimum ??= "0";
        if ((descriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false) is [AllowedValuesAttribute allowed])
            schema.Enum = [.. allowed.Values.Select(value => (JsonNode)JsonValue.Create((string)value!))];
        if (schema is { Type: JsonSchemaType.String, Format: null, Enum: null })
            schema.MaxLength ??= ParameterWords.MaxLength;
    }

    private static OpenApiRequestBody BodyOf(ReadBody body, OpenApiDocument document)
    {
        var schema = new OpenApiSchemaReference(body.Schema ?? BodySchemas.NameOf(body.Type!), document);
        var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);
        foreach (var type in body.MediaTypes)
            content[type] = new OpenApiMediaType { Schema = schema };
        foreach (var type in body.TextTypes)
            content[type] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        return new OpenApiRequestBody { Required = body.IsRequired, Content = content };
    }

    private static List<OpenApiSecurityRequirement> SecurityOf(bool isBySession, OpenApiDocument document)
    {
        var session = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SecuritySchemes.Session, document)] = [] };
        return isBySession ? [session] : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SecuritySchemes.Bearer, document)] = [] }, session];
    }

    /// <summary>Of any call: nobody known, no role for it, or another site's page; the policy not loaded, or the database away; what we did wrong. Of calls with a body or parameters: what cannot be read.</summary>
    private static void AddProblems(OpenApiOperation operation, OpenApiResponses responses, OpenApiDocument document)
    {
        List<int> statuses = [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable];
        if (operation.RequestBody is not null)
            statuses.AddRange([StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType]);
        // A text too: that with the character U+0000 is one that cannot be stored or looked for.
        if (operation.Parameters is { Count: > 0 })
            statuses.Add(StatusCodes.Status400BadRequest);
        foreach (var status in statuses)
        {
            responses.TryAdd(Number(status), new OpenApiResponse
            {
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [ProblemDocumentJson.MediaType] = new() { Schema = new OpenApiSchemaReference(Problem, document) } },
            });
        }
    }

    private static void AddSuccess(OpenApiResponses responses, WrittenBody written, OpenApiDocument document)
    {
        var schema = new OpenApiSchemaReference(written.Schema, document);
        responses[Number(StatusCodes.Status200OK)] = new OpenApiResponse
        {
            Content = written.MediaTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = schema }, StringComparer.Ordinal),
        };
    }

    private static void Describe(OpenApiResponse response, int status, OpenApiOperation operation, IEnumerable<object> metadata)
    {
        response.Description = StatusWords.Of(status);
        var headers = StatusWords.HeadersOf(status);
        if (status < StatusCodes.Status300MultipleChoices)
        {
            headers = [.. headers, .. metadata.OfType<GivenHeader>().Select(header => (header.Name, header.Description))];
            if (operation.Parameters?.Any(parameter => parameter.Name == "limit") == true)
                headers = [.. headers, ("Link", "`<address>; rel=\"next\"` while there may be more: the next page.")];
        }

        foreach (var (name, description) in headers)
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            response.Headers[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = name == "Retry-After" ? JsonSchemaType.Integer : JsonSchemaType.String } };
        }
    }

    private static void AddIfMatch(OpenApiOperation operation, IEnumerable<object> metadata)
    {
        foreach (var taken in metadata.OfType<TakenIfMatch>())
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Description = $"The number of {taken.Of} that was read, in quotes as `ETag` gave it: refused by 412 where there is a newer one. Left out, or `*`, for whatever stands.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^(\\*|\"[0-9]+\")$", MaxLength = 20 },
            });
        }
    }

    private static OpenApiResponses Sorted(OpenApiResponses responses)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in responses.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            sorted.Add(status, response);
        return sorted;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
