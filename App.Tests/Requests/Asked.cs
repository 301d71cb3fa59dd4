using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Requests;

/// <summary>Requests as programs make them.</summary>
internal static class Asked
{
    /// <summary>A request for the role in the small policy's environment.</summary>
    public static string Body(string environment = "production", string duration = "2h", string role = "migrator", string reason = "PAY-9: a schema moves") =>
        $$$"""{"pipeline":"deploy","role":"{{{role}}}","environment":"{{{environment}}}","duration":"{{{duration}}}","reason":"{{{reason}}}","when":{"branches":["main"]}}""";

    public static Task<JsonNode> AskAsync(this HttpClient person, string? body = null) => person.CallAsync("POST", "/api/v1/requests", body ?? Body()).JsonAsync();

    public static async Task<string> DigestAsync(this HttpClient person, JsonNode request) =>
        (await person.CallAsync("GET", $"/api/v1/requests/{request.Text("id")}").JsonAsync()).Text("digest");

    /// <summary>Approves what stands now.</summary>
    public static async Task<HttpResponseMessage> ApproveAsync(this HttpClient person, JsonNode request, string? digest = null) =>
        await person.CallAsync("POST", $"/api/v1/requests/{request.Text("id")}/approvals", $$"""{"digest":"{{digest ?? await person.DigestAsync(request)}}","comment":"seen"}""");

    public static Task<HttpResponseMessage> ActAsync(this HttpClient person, JsonNode request, string act, string body = "{}") =>
        person.CallAsync("POST", $"/api/v1/requests/{request.Text("id")}/{act}", body);
}
