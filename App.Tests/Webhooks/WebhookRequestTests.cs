using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Webhooks;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Webhooks;

/// <summary>What is asked for as a webhook and cannot be one.</summary>
public sealed class WebhookRequestTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    [Theory]
    [InlineData("http://hooks.acme.example/x", "/address")]
    [InlineData("https://user:password@hooks.acme.example/x", "/address")]
    [InlineData("ftp://hooks.acme.example/x", "/address")]
    [InlineData("", "/address")]
    [InlineData("https://hooks.acme.example/x", "/events/0", "break_glass.used")]
    [InlineData("https://hooks.acme.example/x", "/events")]
    public async Task Request_ThatCannotBe_NamesTheField(string address, string pointer, params string[] events)
    {
        var asked = pointer == "/address" ? [WebhookEvents.Published] : events;
        var body = new JsonObject { ["address"] = address, ["events"] = new JsonArray([.. asked.Select(e => (JsonNode)e)]) };
        var problem = await console.Host.Bootstrap.CallAsync("POST", "/api/v1/webhooks", body.ToJsonString()).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(pointer, Assert.Single(problem["problems"]!.AsArray())!.Text("pointer"));
    }
}
