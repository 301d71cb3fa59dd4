using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Client;

/// <summary>What the console answered to a request that it granted.</summary>
/// <param name="HasMore">Whether a list goes on after its last item.</param>
internal sealed record ConsoleAnswer(ConsoleRequest Request, ReadOnlyMemory<byte> Body, bool HasMore)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>The answer word for word.</summary>
    /// <exception cref="ConsoleException">It is not JSON.</exception>
    public JsonNode Json => Understand(() => JsonNode.Parse(Body.Span));

    /// <exception cref="ConsoleException">It is not of that shape.</exception>
    public T Read<T>()
        where T : class => Understand(() => JsonSerializer.Deserialize<T>(Body.Span, Strict));

    public ConsoleException NotUnderstood() => new(
        "unexpected_answer", $"the answer to {Request} is not a console's: is ACCESS_SERVER the console's address, and is accessctl of its version?");

    private T Understand<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read() ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw NotUnderstood();
        }
    }
}
