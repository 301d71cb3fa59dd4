using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

public sealed class DiagnoseEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private HttpClient Bootstrap => console.Host.Bootstrap;

    [Fact]
    public async Task Call_IsDiagnosed_ByItsAddress()
    {
        var answer = await Bootstrap.CallAsync("POST", "/api/v1/diagnose", """{"url":"https://payments.example/status/1?x=1","method":"GET"}""").JsonAsync();

        Assert.Equal(("production", "payments", 1), (answer.Text("environment"), answer.Text("service"), answer.Number("revision")));
        Assert.Equal("`/status/1` is in its one canonical spelling", Check(answer, "request.path").Text("finding"));
        Assert.Equal("untold", Check(answer, "token.form").Text("result"));
        Assert.Equal("opa", answer["bundles"]![0]!.Text("target"));
    }

    [Fact]
    public async Task Failures_AreCounted_WithTheirMends()
    {
        var answer = await Bootstrap.CallAsync("POST", "/api/v1/diagnose", """{"environment":"staging","service":"payments","path":"/a//b","token":"not-a-token"}""").JsonAsync();

        Assert.Equal(["request.path", "token.form"], answer["checks"]!.AsArray().Where(c => c!.Text("result") == "failed" && c!.Text("area") is "request" or "token").Select(c => c!.Text("code")));
        Assert.Equal(answer["checks"]!.AsArray().Count(c => c!.Text("result") == "failed"), answer.Number("failed"));
        Assert.DoesNotContain("not-a-token", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"url\":\"ftp://payments.example/\"}", HttpStatusCode.BadRequest, "malformed")]
    [InlineData("[]", HttpStatusCode.BadRequest, "malformed")]
    public async Task Nonsense_IsRefused(string body, HttpStatusCode status, string code) => await Bootstrap.CallAsync("POST", "/api/v1/diagnose", body).ProblemAsync(status, code);

    [Fact]
    public async Task OverlongToken_IsRefused() =>
        await Bootstrap.CallAsync("POST", "/api/v1/diagnose", $$"""{"service":"payments","token":"{{new string('x', 65_537)}}"}""").ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "text_too_large");

    private static JsonNode Check(JsonNode answer, string code) => answer["checks"]!.AsArray().Single(c => c!.Text("code") == code)!;
}
