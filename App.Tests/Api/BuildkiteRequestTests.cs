using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>What is asked for as a connection to Buildkite and cannot be one.</summary>
public sealed class BuildkiteRequestTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    [Theory]
    [InlineData("""{"organization":"acme corp","token":"t","address":"https://api.buildkite.com/v2"}""", "/organization /address")]
    [InlineData("""{"organization":"../x","token":""}""", "/organization /token")]
    [InlineData("""{"organization":"acme","token":"a b\r\nX-Evil: 1"}""", "/token")]
    [InlineData("""{"organization":"acme","token":"t","address":"http://api.buildkite.com"}""", "/address")]
    [InlineData("""{"organization":"acme","token":"t","address":"https://user:pass@api.buildkite.com"}""", "/address")]
    [InlineData("""{"organization":"acme","token":"t","address":"ftp://localhost"}""", "/address")]
    public async Task Request_Wrong_IsToldInFull(string body, string pointers)
    {
        var problem = await console.Host.Bootstrap.CallAsync("POST", "/api/v1/buildkite", body).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(pointers.Split(' '), problem["problems"]!.AsArray().Select(p => p!.Text("pointer")));
    }
}
