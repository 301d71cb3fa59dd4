using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;
using k8s.Autorest;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>Turns what can go wrong with a question to the API server into what the puller reports.</summary>
internal static class KubernetesCall
{
    private const int LongestMessage = 1000;

    /// <param name="what">What was asked for, in a sentence about a failure.</param>
    /// <param name="isMissingFine">Whether "not found" is an answer: null.</param>
    /// <exception cref="ConflictException">Somebody else changed the object meanwhile.</exception>
    /// <exception cref="PullException">The server is away or refuses.</exception>
    public static async Task<JsonObject?> AskAsync(string what, bool isMissingFine, Func<Task<JsonObject>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound && isMissingFine)
        {
            return null;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            throw new ConflictException($"{what} met a conflict: {MessageOf(e)}");
        }
        catch (HttpOperationException e)
        {
            throw new PullException("kubernetes", $"the API server answered {(int)e.Response.StatusCode} to {what}: {MessageOf(e)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            throw new PullException("kubernetes", $"the API server did not answer to {what}: {e.Message}");
        }
    }

    private static string MessageOf(HttpOperationException e)
    {
        var said = e.Response.Content ?? "";
        try
        {
            said = (JsonNode.Parse(said) as JsonObject)?.Text("message") ?? said;
        }
        catch (JsonException)
        {
            // Not the API server's own answer: told as it is.
        }

        return said.Length > LongestMessage ? said[..LongestMessage] : said.Length == 0 ? "it said nothing" : said;
    }
}
