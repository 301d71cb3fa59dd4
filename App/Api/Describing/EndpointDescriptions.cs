using Microsoft.Net.Http.Headers;

namespace AccessConsole.Api.Describing;

/// <summary>What an endpoint says of itself for the description of the API, beside the types of its handler.</summary>
internal static class EndpointDescriptions
{
    /// <summary>The statuses of problems that the endpoint may answer, beyond those that any endpoint may.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata([.. statuses.Select(status => new ProducesResponseTypeMetadata(status, typeof(ProblemDocumentJson), [ProblemDocumentJson.MediaType]))]);

    /// <summary>The problems of a change that is sent, checked against the newest revision and perhaps published.</summary>
    public static TBuilder RefusesChanges<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Refuses(StatusCodes.Status409Conflict, StatusCodes.Status412PreconditionFailed, StatusCodes.Status422UnprocessableEntity);

    /// <summary>
    /// The handler reads the body by itself. The framework's own way would have it that a body which may be left out is of one type, and nothing of a body
    /// that is a schema's: here both are told, for the description and for <see cref="BodyTypeFilter"/>.
    /// </summary>
    public static TBuilder Reads<TBuilder>(this TBuilder endpoint, ReadBody body)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(body);

    /// <summary>A success whose body the handler writes as bytes that a schema of the description says all of.</summary>
    /// <param name="schema">The schema's name, such as one of <see cref="PolicyComponents"/>.</param>
    public static TBuilder Writes<TBuilder>(this TBuilder endpoint, string schema, params string[] mediaTypes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new WrittenBody(schema, mediaTypes));

    /// <summary>Takes <c>If-Match</c>, which may be left out.</summary>
    /// <param name="of">What it names.</param>
    public static TBuilder TakesIfMatch<TBuilder>(this TBuilder endpoint, string of)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new TakenIfMatch(of));

    /// <summary>Answers with <c>ETag</c>.</summary>
    public static TBuilder GivesETag<TBuilder>(this TBuilder endpoint, string of)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new GivenHeader("ETag", $"The number of {of} in quotes, such as \"42\": give it back in `If-Match`."));

    /// <summary>Answers with a file that has a name.</summary>
    public static TBuilder GivesFile<TBuilder>(this TBuilder endpoint, params string[] mediaTypes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), mediaTypes),
            new GivenHeader("Content-Disposition", "The name under which to keep the file."));

    /// <summary>Only a person's own session may call it: tokens are refused by 403.</summary>
    public static TBuilder BySessionOnly<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new SessionOnly());
}

/// <summary>A body that the handler reads by itself.</summary>
/// <param name="Schema">The name of a schema that <see cref="PolicyComponents"/> has; null for <paramref name="Type"/>, or for text.</param>
/// <param name="Type">The type that it is read as.</param>
/// <param name="IsRequired">Whether it may not be left out.</param>
internal sealed record ReadBody(string? Schema, Type? Type, bool IsRequired, params string[] MediaTypes)
{
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";

    public static ReadBody Optional<T>() => new(null, typeof(T), IsRequired: false, Json);

    public static ReadBody OfSchema(string schema, params string[] mediaTypes) => new(schema, null, IsRequired: true, mediaTypes.Length == 0 ? [Json] : mediaTypes);

    public static ReadBody Of<T>() => new(null, typeof(T), IsRequired: true, Json);

    /// <summary>Types beside which the body may be of, whose content is text.</summary>
    public IReadOnlyList<string> TextTypes { get; init; } = [];

    public IReadOnlyList<string> AllTypes => [.. MediaTypes, .. TextTypes];

    /// <summary>Whether a body that is said to be of this type is one of those named: as they are, or by another name that JSON and YAML go by.</summary>
    public bool Takes(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var said) && AllTypes.Any(type => IsOf(said, type));

    private static bool IsOf(MediaTypeHeaderValue said, string type) =>
        said.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
        || type == Json && said.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
        || type == Yaml && said.SubType.Value!.Contains("yaml", StringComparison.OrdinalIgnoreCase);
}

internal sealed record WrittenBody(string Schema, IReadOnlyList<string> MediaTypes);

internal sealed record TakenIfMatch(string Of);

internal sealed record GivenHeader(string Name, string Description);

internal sealed record SessionOnly;
