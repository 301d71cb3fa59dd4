using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Pull.Consul;

/// <summary>Consul's config API, as a puller uses it.</summary>
internal sealed class ConsulClient(HttpClient http) : IDisposable
{
    private const int MaxAnswer = 64 << 20;
    private const int LongestMessage = 1000;

    /// <summary>All entries of a kind, as the leader has them.</summary>
    /// <exception cref="PullException">Consul is away or refuses.</exception>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string kind) =>
        await AskAsync(HttpMethod.Get, $"v1/config/{kind}?consistent", $"listing {kind}") is JsonArray entries ? [.. entries.OfType<JsonObject>()] : [];

    /// <returns>Null where there is none of that name.</returns>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<JsonObject?> FindAsync(string kind, string name) =>
        await AskAsync(HttpMethod.Get, $"v1/config/{kind}/{Uri.EscapeDataString(name)}?consistent", $"reading {kind} `{name}`") as JsonObject;

    /// <param name="index">What the entry's ModifyIndex must be; 0: there must be none.</param>
    /// <returns>Whether it was so and the entry is written.</returns>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<bool> PutAsync(JsonObject entry, ulong index) =>
        IsTrue(await AskAsync(HttpMethod.Put, "v1/config?cas=" + Text(index), $"writing {entry["Kind"]} `{entry["Name"]}`", entry));

    /// <inheritdoc cref="PutAsync"/>
    public async Task<bool> DeleteAsync(string kind, string name, ulong index) =>
        IsTrue(await AskAsync(HttpMethod.Delete, $"v1/config/{kind}/{Uri.EscapeDataString(name)}?cas={Text(index)}", $"removing {kind} `{name}`"));

    public void Dispose() => http.Dispose();

    /// <returns>Null where nothing is there.</returns>
    private async Task<JsonNode?> AskAsync(HttpMethod method, string path, string what, JsonObject? body = null)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            if (body is not null)
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var text = await ReadAsync(response);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return null;
            return response.StatusCode == HttpStatusCode.OK
                ? JsonNode.Parse(text)
                : throw new PullException("consul", $"Consul answered {(int)response.StatusCode} to {what}: {Shorten(text)}");
        }
        catch (JsonException)
        {
            throw new PullException("consul", $"Consul's answer to {what} is not JSON");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            throw new PullException("consul", $"Consul did not answer to {what}: {e.Message}");
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        await using var stream = await response.Content.ReadAsStreamAsync();
        return await stream.ReadUpToAsync(MaxAnswer, CancellationToken.None) is { } content
            ? Encoding.UTF8.GetString(content.Span)
            : throw new PullException("consul", $"Consul answered with more than {MaxAnswer} bytes");
    }

    private static string Shorten(string text) => text.Trim() is { Length: > 0 } said ? said.Length > LongestMessage ? said[..LongestMessage] : said : "it said nothing";

    private static bool IsTrue(JsonNode? answer) => answer?.ToJsonString() == "true";

    private static string Text(ulong index) => index.ToString(CultureInfo.InvariantCulture);
}
