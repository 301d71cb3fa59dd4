using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Client;

/// <summary>One request to the management API.</summary>
/// <param name="Path">Relative to the console's address, such as <c>api/v1/policy</c>.</param>
internal sealed record ConsoleRequest(HttpMethod Method, string Path)
{
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>The revision that must still be the newest; null for any.</summary>
    public int? IfMatch { get; init; }

    /// <summary>The name of the document in the body, for messages.</summary>
    public string? Document { get; init; }

    public static ConsoleRequest Post(string path, JsonObject body) =>
        new(HttpMethod.Post, path) { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, new Uri(Path, UriKind.Relative));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (IfMatch is { } revision)
            message.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"")));
        if (Body is { } body)
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(ContentType) } };
        return message;
    }

    public override string ToString() => $"{Method} /{Path}";
}
