using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>Decisions as OPA logs them, and how they are sent.</summary>
internal static class DecisionEvents
{
    /// <param name="more">Replaces members: a path such as <c>input.claims</c>, and the JSON there.</param>
    public static JsonObject Of(string id, DateTimeOffset? at = null, params (string Path, string Json)[] more)
    {
        var logged = JsonNode.Parse(
            $$$"""
            {"labels":{"id":"opa-1","version":"1.4"},"decision_id":"{{{id}}}","trace_id":"0af7651916cd43dd8448eb211c80319c","bundles":{"access":{"revision":"42"}},"path":"access/decision",
             "input":{"pipeline":"payments-deploy","branch":"main","environment":"production","service":"payments-api","method":"POST","path":"/admin/migrations/7"},
             "result":{"effect":"allow","reason":"granted","grant":"payments-deploy-migrates","mode":"enforce"},
             "requested_by":"10.0.0.1:1234","timestamp":"{{{(at ?? DateTimeOffset.UtcNow).UtcDateTime:O}}}","metrics":{"timer_rego_query_eval_ns":12345}}
            """)!.AsObject();
        foreach (var (path, json) in more)
            Set(logged, path.Split('.'), JsonNode.Parse(json));
        return logged;
    }

    public static Task<HttpResponseMessage> SendAsync(this MachineSide side, string? token, params IEnumerable<JsonObject> events) =>
        side.SendAsync(token, Pack(Encoding.UTF8.GetBytes(new JsonArray([.. events]).ToJsonString())));

    public static async Task<HttpResponseMessage> SendAsync(this MachineSide side, string? token, byte[] body, string? encoding = "gzip", string? lost = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/logs") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
            request.Content.Headers.ContentEncoding.Add(encoding);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (lost is not null)
            request.Headers.TryAddWithoutValidation("Access-Lost-Decisions", lost);
        return await side.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static byte[] Pack(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }

    public static async Task<JsonElement> AnswerAsync(this HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private static void Set(JsonObject at, ReadOnlySpan<string> path, JsonNode? value)
    {
        if (path.Length > 1)
            Set((at[path[0]] ??= new JsonObject()).AsObject(), path[1..], value);
        else if (value is null)
            at.Remove(path[0]);
        else
            at[path[0]] = value;
    }
}
