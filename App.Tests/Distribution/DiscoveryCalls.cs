using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>Asks as Envoy's polling does: the token in the node's metadata, the cluster's name as host.</summary>
internal static class DiscoveryCalls
{
    public static Task<HttpResponseMessage> PollAsync(
        this MachineSide side, string type, string? token, string version = "", string node = "gateway-1", string[]? names = null, string? host = null, string? header = null,
        string? error = null, HttpClient? client = null)
    {
        var metadata = token is null ? [] : new JsonObject { ["access_token"] = token };
        var body = new JsonObject
        {
            ["node"] = new JsonObject { ["id"] = node, ["cluster"] = "gateway", ["metadata"] = metadata, ["user_agent_name"] = "envoy", ["extensions"] = new JsonArray() },
            ["resource_names"] = new JsonArray([.. (names ?? []).Select(n => JsonValue.Create(n))]),
        };
        if (version.Length > 0)
            body["version_info"] = version;
        if (error is not null)
            body["error_detail"] = new JsonObject { ["code"] = 3, ["message"] = error };
        return side.PostAsync(type, body.ToJsonString(), header, host, client);
    }

    public static async Task<HttpResponseMessage> PostAsync(this MachineSide side, string type, string body, string? header = null, string? host = null, HttpClient? client = null)
    {
        client ??= side.Client;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{client.BaseAddress}v3/discovery:{type}");
        request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        if (host is not null)
            request.Headers.TryAddWithoutValidation("Host", host);
        if (header is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {header}");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
