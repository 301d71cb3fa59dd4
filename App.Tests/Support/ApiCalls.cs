using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>Calls of the management API as programs make them.</summary>
public static class ApiCalls
{
    public static Task<HttpResponseMessage> CallAsync(
        this HttpClient client, string method, string path, string? body = null, string contentType = "application/json", string? ifMatch = null, string? accept = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, new MediaTypeHeaderValue(contentType));
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Puts a YAML document.</summary>
    public static Task<HttpResponseMessage> PutPolicyAsync(this HttpClient client, string yaml, bool publish = true, string? ifMatch = null) =>
        client.CallAsync("PUT", publish ? "/api/v1/policy?publish=true" : "/api/v1/policy", yaml, "application/yaml", ifMatch);

    public static Task<HttpResponseMessage> PatchPolicyAsync(this HttpClient client, string json, bool publish = true, string? ifMatch = null) =>
        client.CallAsync("PATCH", publish ? "/api/v1/policy?publish=true" : "/api/v1/policy", json, "application/json", ifMatch);

    /// <summary>The body of an answer that must be a success.</summary>
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    public static async Task<JsonNode> JsonAsync(this Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        return await answer.JsonAsync();
    }

    /// <summary>The body of an answer that must be a problem of this status and code.</summary>
    public static async Task<JsonNode> ProblemAsync(this Task<HttpResponseMessage> call, HttpStatusCode status, string code)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} where {(int)status} was expected: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal(code, problem["code"]?.GetValue<string>());
        return problem;
    }

    public static string Text(this JsonNode node, string member) => node[member]!.GetValue<string>();

    public static int Number(this JsonNode node, string member) => node[member]!.GetValue<int>();
}
